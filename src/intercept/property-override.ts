/** A method, its `this` as an argument. */
export type Method<Self, Args extends readonly unknown[] = readonly unknown[]> = (self: Self, args: Args) => unknown;

type Change = (was: PropertyDescriptor) => PropertyDescriptor;

/**
 * Replaces a property of a platform object, own or inherited.
 *
 * @returns puts back exactly what was there; where somebody else replaced ours meanwhile, theirs stays.
 */
function override(owner: object, name: string, change: Change): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  const ours = { configurable: true, ...change(descriptorOf(owner, name)) };
  Object.defineProperty(owner, name, ours);
  return () => {
    const now = Object.getOwnPropertyDescriptor(owner, name);
    if (now?.value !== ours.value || now?.set !== ours.set) return;
    if (own) Object.defineProperty(owner, name, own);
    else Reflect.deleteProperty(owner, name);
  };
}

function descriptorOf(owner: object | null, name: string): PropertyDescriptor {
  if (!owner) return {};
  return Object.getOwnPropertyDescriptor(owner, name) ?? descriptorOf(Reflect.getPrototypeOf(owner), name);
}

/** Replaces a method by one that looks the same. */
export function overrideMethod<Self, Args extends readonly unknown[] = readonly unknown[]>(
  owner: object,
  name: string,
  change: (inherited: Method<Self>) => Method<Self, Args>,
): () => void {
  const inherited: unknown = Reflect.get(owner, name);
  const call = change(methodOf(inherited));
  const { [name]: value } = {
    [name](this: Self, ...args: Args) {
      return call(this, args);
    },
  };
  if (typeof inherited === 'function') Object.defineProperty(value, 'length', { value: inherited.length });
  // A getter's place is taken by a value: whoever made it looks at us as at any other library.
  return override(owner, name, ({ enumerable = true }) => ({ enumerable, writable: true, value }));
}

/** Calls `before` with what is assigned to a property that has a setter, which looks the same. */
export function overrideSetter(owner: object, name: string, before: (self: EventTarget, value: unknown) => void) {
  return override(owner, name, (was) => {
    function set(this: EventTarget, value: unknown) {
      before(this, value);
      was.set?.call(this, value);
    }
    return { ...was, set: Object.defineProperty(set, 'name', { value: `set ${name}` }) };
  });
}

/** @param value calls nothing if it is no function. */
export const methodOf =
  <Self>(value: unknown): Method<Self> =>
  (self, args): unknown =>
    typeof value === 'function' ? Reflect.apply(value, self, args) : undefined;
