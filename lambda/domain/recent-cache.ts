/** A map that forgets what was not used for longest once it holds more than `limit`. */
export class RecentCache<V> {
  readonly #entries = new Map<string, { readonly value: V; readonly weight: number }>();
  #weight = 0;
  /** The key used last: it need not be moved to the end again. */
  #newest: string | undefined;

  /** @param limit sum of the weights it holds; by default every entry weighs 1. */
  public constructor(private readonly limit: number) {}

  public get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined && key !== this.#newest) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      this.#newest = key;
    }
    return entry?.value;
  }

  public get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** As {@link get}, but it counts for no use. */
  public peek(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }

  public set(key: string, value: V, weight = 1): void {
    this.delete(key);
    this.#entries.set(key, { value, weight });
    this.#newest = key;
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.limit) {
        break;
      }
      this.delete(oldest);
    }
  }

  public delete(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
    if (key === this.#newest) {
      this.#newest = undefined;
    }
  }
}
