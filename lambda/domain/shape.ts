/** Tells whether a JSON value has the shape that a type promises; unknown members are let through. */
export type Shape<T> = (value: unknown) => value is T;
/** The type that a shape checks. */
export type ShapeOf<S> = S extends Shape<infer T> ? T : never;

type Members = Readonly<Record<string, Shape<unknown>>>;
/** A member whose shape admits `undefined` may be left out. */
type MembersOf<M extends Members> = {
  readonly [K in keyof M as undefined extends ShapeOf<M[K]> ? never : K]: ShapeOf<M[K]>;
} & { readonly [K in keyof M as undefined extends ShapeOf<M[K]> ? K : never]?: Exclude<ShapeOf<M[K]>, undefined> };

export const isText: Shape<string> = (value) => typeof value === 'string';
export const isFlag: Shape<boolean> = (value) => typeof value === 'boolean';
export const isWholeNumber: Shape<number> = (value): value is number => Number.isSafeInteger(value);
/** SHA-256, hexadecimal. */
export const isHash: Shape<string> = (value): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

export function isOneOf<const T extends string | number>(...allowed: readonly T[]): Shape<T> {
  return (value): value is T => allowed.includes(value as T);
}

export function isOptional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value): value is T | undefined => value === undefined || shape(value);
}

export function isEither<A, B>(one: Shape<A>, other: Shape<B>): Shape<A | B> {
  return (value): value is A | B => one(value) || other(value);
}

export function isListOf<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(shape);
}

/** An object used as a map: look names up as own properties only. */
export function isMapOf<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> => isPlainObject(value) && Object.values(value).every(shape);
}

export function isObjectWith<M extends Members>(members: M): Shape<MembersOf<M>> {
  const entries = Object.entries(members);
  return (value): value is MembersOf<M> =>
    isPlainObject(value) &&
    entries.every(([name, shape]) => shape(Object.hasOwn(value, name) ? value[name] : undefined));
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
