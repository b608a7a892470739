import type { Messages } from './messages.js';
import type { LocaleModule } from './modules.js';

const TAGS = 'ar de es fr he hi it ja ko nl pl pt-BR ru tr uk zh-CN zh-TW'.split(' ');

// Known only while the script is first run.
const script = typeof document === 'undefined' ? undefined : document.currentScript;
const base = script && 'src' in script ? script.src : '';

/** As `modules.ts`, for the classic script, which has no modules of its own: from the folder `locales` beside it. */
export const modules: Readonly<Record<string, LocaleModule>> = Object.fromEntries(
  TAGS.map((tag) => [tag, () => fetched(tag)]),
);

async function fetched(tag: string): ReturnType<LocaleModule> {
  const module: unknown = await import(new URL(`locales/${tag}.js`, base).href);
  if (isLocaleModule(module)) return module;
  throw new TypeError('expected a module with a default export');
}

const isLocaleModule = (module: unknown): module is { default: Partial<Messages> } =>
  typeof module === 'object' && module !== null && 'default' in module && typeof module.default === 'object';
