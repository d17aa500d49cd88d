declare module 'dynalite/db' {
  /** In memory where no path is given. */
  export function create(options: {
    readonly createTableMs: number;
    readonly deleteTableMs: number;
    readonly updateTableMs: number;
  }): unknown;
}

declare module 'dynalite/validations' {
  /** Both throw errors with `statusCode` and `body`. */
  export function checkTypes(input: unknown, types: unknown): unknown;
  export function checkValidations(input: unknown, types: unknown, custom: unknown, store: unknown): void;
}

declare module 'dynalite/validations/*' {
  export const types: unknown;
  export const custom: unknown;
}

declare module 'dynalite/actions/*' {
  function act(store: unknown, input: unknown, callback: (error: unknown, output: unknown) => void): void;
  export = act;
}
