import { modules } from './modules.js';
import { registerLocale, tables } from './registry.js';

const reported = /* @__PURE__ */ new Set<string>();

/** Fetches one of our tables, unless the page has brought its own meanwhile. Never rejects: there is always English. */
export async function loadLocale(tag: string): Promise<void> {
  try {
    const module = await modules[tag]?.();
    if (module && !tables.has(tag)) registerLocale(tag, module.default);
  } catch (cause) {
    if (reported.has(tag)) return;
    reported.add(tag);
    console.warn(`reverify-dialog: the texts in "${tag}" could not be loaded and are shown in English.`, cause);
  }
}
