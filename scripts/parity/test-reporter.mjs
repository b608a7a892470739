/** For `node --test`: one line of JSON for each test, with its file and the names above it. */
export default async function* reporter(source) {
  const names = new Map();
  for await (const { type, data } of source) {
    if (type === 'test:start') {
      const above = names.get(data.file) ?? [];
      names.set(data.file, [...above.slice(0, data.nesting), data.name]);
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { file, name, nesting } = data;
    const path = [...(names.get(file) ?? []).slice(0, nesting), name];
    if (data.skip === undefined && data.todo === undefined) {
      yield `${JSON.stringify({ file, path, passed: type === 'test:pass' })}\n`;
    }
  }
}
