/** Request headers in the order and spelling in which they arrived. */
export class HeaderList {
  readonly #pairs: readonly (readonly [name: string, value: string])[];

  private constructor(pairs: readonly (readonly [string, string])[]) {
    this.#pairs = pairs;
  }

  /** @param rawHeaders names and values in turn, as `IncomingMessage.rawHeaders` has them. */
  static fromRaw(rawHeaders: readonly string[]): HeaderList {
    const pairs: [string, string][] = [];
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) pairs.push([rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '']);
    return new HeaderList(pairs);
  }

  /** Every value of a header, whatever the spelling of its name. */
  all(name: string): string[] {
    const wanted = name.toLowerCase();
    return this.#pairs.filter(([each]) => each.toLowerCase() === wanted).map(([, value]) => value);
  }

  /** The last value, which is the one that API Gateway puts in `headers`. */
  last(name: string): string | undefined {
    return this.all(name).at(-1);
  }

  /** Values by name, grouped without regard to case under the first spelling. */
  grouped(): { name: string; values: string[] }[] {
    const groups = new Map<string, { name: string; values: string[] }>();
    for (const [name, value] of this.#pairs) {
      const group = groups.get(name.toLowerCase());
      if (group) group.values.push(value);
      else groups.set(name.toLowerCase(), { name, values: [value] });
    }
    return [...groups.values()];
  }

  /** Bytes of names, values and line ends; the parser reads headers as Latin-1, one character a byte. */
  get byteLength(): number {
    return this.#pairs.reduce((sum, [name, value]) => sum + name.length + value.length + 2, 0);
  }
}
