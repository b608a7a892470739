let module;
let wrappers;

export function initialize({ PARITY_MODULE, PARITY_WRAPPERS }) {
  module = PARITY_MODULE;
  wrappers = PARITY_WRAPPERS;
}

/** Stands in for the module: its `fetch` (the default export) is wrapped, all else is what it exports. */
export async function load(url, context, nextLoad) {
  if (url !== module) return nextLoad(url, context);
  const bare = JSON.stringify(`${module}?bare`);
  const source = `
    import fetch from ${bare};
    import { wrap } from ${JSON.stringify(wrappers)};
    export * from ${bare};
    export default wrap(fetch);
  `;
  return { format: 'module', source, shortCircuit: true };
}
