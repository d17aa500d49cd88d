import type { LoadedRelease } from './loaded-release';
import type { LookedAt } from './looked-at';
import type { RegistrySnapshot } from './ports';
import type { Premise } from './premise';
import { principalEnds } from './principal-check';

/** What one permit follows from, beside the request: while it is so, the same request is permitted again. */
export interface PermitGrounds {
  readonly release: LoadedRelease;
  readonly premises: readonly Premise[];
  /** Epoch milliseconds: from the one, and before the other, time by itself changes nothing. */
  readonly from: number;
  readonly until: number;
}

/** Attributes of the context that change while nothing but time passes, by whole seconds. `*` stands for all. */
const TIMED = ['now', 'tokenAge', '*'];

/**
 * @param now of the decision, epoch milliseconds: nothing of it was looked at later.
 * @param lookedAt by the policies that were asked.
 */
export function permitGrounds(
  release: LoadedRelease,
  premises: readonly Premise[],
  snapshot: RegistrySnapshot,
  lookedAt: LookedAt,
  now: number,
): PermitGrounds {
  const second = TIMED.some((name) => lookedAt.has(name)) ? (Math.floor(now / 1000) + 1) * 1000 : Infinity;
  return { release, premises, from: now, until: Math.min(second, principalEnds(snapshot)) };
}

/** Whether all of it is still so. @param now epoch milliseconds. */
export function areGroundsSound({ premises, from, until }: PermitGrounds, now: number): boolean {
  return now >= from && now < until && premises.every((premise) => premise.holds(now));
}
