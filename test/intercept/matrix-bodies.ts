/** Makes a body, and what an init must say beside it. Each call makes a new one, with the same bytes. */
export interface BodyKind {
  name: string;
  make: () => Pick<RequestInit, 'method' | 'body'> & { headers?: Record<string, string>; duplex?: 'half' };
}

const bytes = new Uint8Array([0, 1, 2, 253, 254, 255]);
const text = 'text with ümlauts';
const file = new File([bytes, 'and text'], 'ünïcode "name".bin', {
  type: 'application/x-test',
  lastModified: 86_400_000,
});

function form(): FormData {
  const data = new FormData();
  data.append('name', 'value');
  data.append('file', file);
  data.append('ünïcode "name"', 'line\r\nbreak');
  data.append('name', 'another');
  data.append('blob', new Blob(['blob'], { type: 'text/x-blob' }), 'blob.txt');
  data.append('file', new File([], ''));
  return data;
}

/** Gives a chunk only when asked. */
function stream(): ReadableStream<Uint8Array> {
  const chunks = ['one ', 'zwei ✓ ', 'three'].map((chunk) => new TextEncoder().encode(chunk));
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* chunks() {
  yield 'one ';
  yield await Promise.resolve(bytes);
  yield Buffer.from(' three');
}

const post = (name: string, body: () => BodyInit | null): BodyKind => ({
  name,
  make: () => ({ method: 'POST', body: body() }),
});

const streaming = (name: string, body: () => unknown): BodyKind => ({
  name,
  make: () => ({ method: 'POST', body: body() as BodyInit, duplex: 'half' }),
});

const json: BodyKind['make'] = () => ({
  method: 'POST',
  body: JSON.stringify({ amount: 250 }),
  headers: { 'Content-Type': 'application/json' },
});

const isNode = typeof document === 'undefined';

/** The kinds of body that are tried with every kind of input and every outcome. */
export const bodies: BodyKind[] = [
  { name: 'no body', make: () => ({}) },
  post('a string', () => text),
  { name: 'JSON', make: json },
  post('a Blob', () => new Blob([bytes], { type: 'image/x-test' })),
  post('a File', () => file),
  post('an ArrayBuffer', () => bytes.slice().buffer),
  post('a typed array', () => bytes.slice()),
  post('a DataView', () => new DataView(bytes.slice().buffer, 1, 4)),
  post('URLSearchParams', () => new URLSearchParams({ a: '1', b: 'zwei & drei' })),
  post('FormData', form),
  streaming('a stream', stream),
  ...(isNode ? [streaming('an async iterable', chunks)] : []),
];

const typedArrays = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

/** Variants of those kinds. */
export const furtherBodies: BodyKind[] = [
  { name: 'POST without a body', make: () => ({ method: 'POST' }) },
  post('null', () => null),
  post('an empty string', () => ''),
  post('a Blob without a type', () => new Blob([bytes])),
  post('a Blob of many parts', () => new Blob([new Blob([text]), bytes, file])),
  post('an empty Blob', () => new Blob([])),
  ...typedArrays.map((Kind) => post(`a part of a ${Kind.name}`, () => new Kind(new ArrayBuffer(32), 8, 2))),
  post('an empty typed array', () => new Uint8Array()),
  post('a part of a large WebAssembly memory', () => {
    const { buffer } = new WebAssembly.Memory({ initial: 64 });
    new Uint8Array(buffer).set(bytes, 100);
    return new Uint8Array(buffer, 100, bytes.length);
  }),
  post('empty URLSearchParams', () => new URLSearchParams()),
  post('empty FormData', () => new FormData()),
  post('a subclass of FormData', () => {
    const data = new (class extends FormData {})();
    form().forEach((value, name) => data.append(name, value));
    return data;
  }),
  streaming('a byte stream', () => new Blob([bytes, text]).stream()),
  streaming('the readable side of a TransformStream', () => stream().pipeThrough(new TransformStream())),
  streaming('an empty stream', () => new Blob([]).stream()),
];
