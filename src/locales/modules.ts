import type { Messages } from './messages.js';

type Module = () => Promise<{ readonly default: Partial<Messages> }>;

/** Our languages besides English: each a module of its own, named here one by one so that bundlers find them. */
export const modules: Readonly<Record<string, Module>> = {};
