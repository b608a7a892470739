import { modules } from './modules.js';
import { tables } from './registry.js';

/**
 * Has the texts of a language fetched before they are asked for. Cheap, and every page has it: what goes by another name, as
 * `zh-HK` does, is only known to `locale.ts`, which comes later.
 */
export function hastenLocale(wanted: string): void {
  const tag = Object.keys(modules).find((each) => wanted.startsWith(each));
  if (tag && !tables.has(tag)) modules[tag]?.().catch(() => undefined);
}
