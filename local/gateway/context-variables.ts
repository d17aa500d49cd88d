/** The `$context` of one request, by name without `$context.`; a name without a value is absent. */
export class ContextVariables {
  readonly #values = new Map<string, string>();

  /** Sets a value; `undefined` and `null` leave the variable as it is. */
  set(name: string, value: string | number | null | undefined): this {
    if (value !== undefined && value !== null) this.#values.set(name, String(value));
    return this;
  }

  /** Sets several. */
  setAll(values: Readonly<Record<string, string | number | null | undefined>>): this {
    for (const [name, value] of Object.entries(values)) this.set(name, value);
    return this;
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }
}
