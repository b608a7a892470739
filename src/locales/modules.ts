import type { Messages } from './messages.js';

export type LocaleModule = () => Promise<{ readonly default: Partial<Messages> }>;

/**
 * Our languages besides English: each a module of its own, named here one by one so that bundlers find them. The classic
 * script has `script-modules.ts` in place of this.
 */
export const modules: Readonly<Record<string, LocaleModule>> = {
  ar: () => import('./ar.js'),
  de: () => import('./de.js'),
  es: () => import('./es.js'),
  fr: () => import('./fr.js'),
  he: () => import('./he.js'),
  hi: () => import('./hi.js'),
  it: () => import('./it.js'),
  ja: () => import('./ja.js'),
  ko: () => import('./ko.js'),
  nl: () => import('./nl.js'),
  pl: () => import('./pl.js'),
  'pt-BR': () => import('./pt-BR.js'),
  ru: () => import('./ru.js'),
  tr: () => import('./tr.js'),
  uk: () => import('./uk.js'),
  'zh-CN': () => import('./zh-CN.js'),
  'zh-TW': () => import('./zh-TW.js'),
};
