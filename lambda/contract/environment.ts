/**
 * The codec for a function's environment variables.
 *
 * Each function has one {@link EnvironmentShape}. The constructs call {@link encodeEnvironment} with it, the function
 * calls {@link decodeEnvironment} once at cold start; so a variable that one side adds and the other forgets does not
 * compile. The environment holds scalars, names and ARNs, never a secret.
 */

/** Lambda's own limit for all variables of a function, names included. @see Lambda quotas, read 24 November 2026 */
export const ENVIRONMENT_LIMIT_BYTES = 4096;

/** How one variable is written and read. */
export interface EnvironmentVariable<T> {
  /** Name in the function's environment. */
  readonly name: string;
  /** What is allowed, in words, for error messages. */
  readonly allowed: string;
  readonly optional: boolean;
  encode(value: T): string;
  /** @returns the value, or `undefined` where the text is not an allowed one. */
  decode(text: string): T | undefined;
}

export type EnvironmentShape = Readonly<Record<string, EnvironmentVariable<unknown>>>;

/** What a shape decodes to: one typed property a variable. */
export type EnvironmentOf<S extends EnvironmentShape> = {
  readonly [K in keyof S]: S[K] extends EnvironmentVariable<infer T> ? T : never;
};

/** Raised where a function's environment does not fit its shape; the function then refuses to start. */
export class EnvironmentError extends Error {
  public override readonly name = 'EnvironmentError';
}

/** Any text that is not empty. */
export function text(name: string): EnvironmentVariable<string> {
  return {
    name,
    allowed: 'text that is not empty',
    optional: false,
    encode: (value) => value,
    decode: (value) => (value === '' ? undefined : value),
  };
}

/** Text that may be left out. */
export function optionalText(name: string): EnvironmentVariable<string | undefined> {
  return {
    name,
    allowed: 'text, or left out',
    optional: true,
    encode: (value) => value ?? '',
    decode: (value) => (value === '' ? undefined : value),
  };
}

/** A whole number from `minimum` to `maximum`, both included. */
export function integer(name: string, minimum: number, maximum: number): EnvironmentVariable<number> {
  return {
    name,
    allowed: `a whole number from ${minimum} to ${maximum}`,
    optional: false,
    encode: (value) => String(value),
    decode: (value) => {
      if (!/^(0|[1-9][0-9]{0,14})$/.test(value)) {
        return undefined;
      }
      const number = Number(value);
      return number >= minimum && number <= maximum ? number : undefined;
    },
  };
}

/** A whole number that may be left out. */
export function optionalInteger(
  name: string,
  minimum: number,
  maximum: number,
): EnvironmentVariable<number | undefined> {
  const required = integer(name, minimum, maximum);
  return {
    ...required,
    allowed: `${required.allowed}, or left out`,
    optional: true,
    encode: (value) => (value === undefined ? '' : required.encode(value)),
  };
}

/**
 * Writes a function's environment.
 *
 * @param values concrete values or CDK tokens; a token is let through and checked when the function decodes it.
 */
export function encodeEnvironment<S extends EnvironmentShape>(
  shape: S,
  values: EnvironmentOf<S>,
): Record<string, string> {
  const encoded: Record<string, string> = {};
  for (const [key, variable] of Object.entries(shape)) {
    const value = variable.encode(values[key]);
    if (value !== '' || !variable.optional) {
      encoded[variable.name] = value;
    }
  }
  return encoded;
}

/**
 * Reads a function's environment.
 *
 * @throws EnvironmentError naming every variable that is missing or not allowed, never its value.
 */
export function decodeEnvironment<S extends EnvironmentShape>(
  shape: S,
  environment: Readonly<Record<string, string | undefined>>,
): EnvironmentOf<S> {
  const decoded: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [key, variable] of Object.entries(shape)) {
    const given = environment[variable.name];
    const value = given === undefined ? undefined : variable.decode(given);
    if (value === undefined && !(variable.optional && (given ?? '') === '')) {
      faults.push(`${variable.name} ${given === undefined ? 'is missing' : 'is not allowed'}: ${variable.allowed}`);
    }
    decoded[key] = value;
  }
  if (faults.length > 0) {
    throw new EnvironmentError(`The function's environment does not fit: ${faults.join('; ')}. Deploy again.`);
  }
  return decoded as EnvironmentOf<S>;
}
