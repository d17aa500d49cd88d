/** Most policy sets kept ready at a time. */
const SLOT_LIMIT = 256;
/** Most policies kept ready at a time, over all sets: about 1.4 kB of memory each. */
const POLICY_LIMIT = 20_000;

/** A slot that holds a set. `evicted` = slots that lost theirs and are to be emptied. */
export interface PolicySlot {
  readonly slot: string;
  readonly fresh: boolean;
  readonly evicted: readonly string[];
}

/**
 * Which prepared policy set lies in which slot, the least recently used giving way.
 *
 * Cedar keeps what it prepared under a name for ever, so the names come from a fixed pool and are used again.
 */
export class PolicySlots {
  readonly #slots = new Map<string, { readonly slot: string; readonly policies: number }>();
  readonly #free: string[] = [];
  #made = 0;
  #policies = 0;

  public constructor(
    private readonly slotLimit = SLOT_LIMIT,
    private readonly policyLimit = POLICY_LIMIT,
  ) {}

  /**
   * @param set name of the set.
   * @param size counts its policies, asked only where it has no slot yet; a set larger than the limit has the whole
   * pool to itself.
   */
  public take(set: string, size: () => number): PolicySlot {
    const found = this.#slots.get(set);
    if (found !== undefined) {
      this.#slots.delete(set);
      this.#slots.set(set, found);
      return { slot: found.slot, fresh: false, evicted: [] };
    }
    const policies = size();
    const evicted: string[] = [];
    for (const name of this.#slots.keys()) {
      if (this.#slots.size < this.slotLimit && this.#policies + policies <= this.policyLimit) {
        break;
      }
      evicted.push(this.drop(name) as string);
    }
    const slot = this.#free.pop() ?? `slot-${(this.#made += 1)}`;
    this.#slots.set(set, { slot, policies });
    this.#policies += policies;
    return { slot, fresh: true, evicted };
  }

  /** Gives a set's slot back. @returns the slot, if it had one. */
  public drop(set: string): string | undefined {
    const found = this.#slots.get(set);
    if (found !== undefined) {
      this.#slots.delete(set);
      this.#policies -= found.policies;
      this.#free.push(found.slot);
    }
    return found?.slot;
  }
}
