import { hash } from 'node:crypto';
import type { AuthorizationRequest, Findings, Known } from './decide-request';
import { foldHeaderName, type HeaderValues, isDecisiveHeader, isHeaderName, isHeaderValue } from './header-name';
import type { LoadedRelease } from './loaded-release';
import { areGroundsSound, type PermitGrounds } from './permit-grounds';
import { RecentCache } from './recent-cache';
import type { ReplayText } from './decision-replay';

/** Sum of the permits' weights, roughly in characters: some 4,000 of ordinary size. */
const WEIGHT_LIMIT = 8 * 1024 * 1024;
/** Of a permit whose replay is empty. */
const BASE_WEIGHT = 1_024;

/** Members of a request that are no part of the rest: ids, and what is written in its own way. */
const APART = { requestId: undefined, extendedRequestId: undefined, headers: undefined, query: undefined };

/** What was found about a request that was permitted. */
export interface RememberedPermit {
  readonly grounds: PermitGrounds;
  /** Its replay is told by `replay`. */
  readonly known: Known;
  readonly replay: ReplayText;
  readonly digest: string;
  readonly meteringKey: string;
}

/**
 * Remembers permits for as long as all that they follow from is as it was: the registry's records, each within
 * `freshness`; the release; the issuer's keys; and no instant has come that something ends at.
 *
 * Refusals and faults are found anew each time, and so is whatever uses something up: none of them is remembered.
 */
export class DecisionMemory {
  #release: LoadedRelease | undefined;
  #permits = new RecentCache<RememberedPermit>(WEIGHT_LIMIT);

  /** @param release that is loaded. @param now epoch milliseconds. */
  public recall(
    request: AuthorizationRequest,
    release: LoadedRelease | undefined,
    now: number,
  ): RememberedPermit | undefined {
    if (release !== this.#release) {
      this.#release = release;
      this.#permits = new RecentCache(WEIGHT_LIMIT);
    }
    const key = release === undefined || this.#permits.isEmpty ? undefined : keyOf(request, release);
    const permit = key === undefined ? undefined : this.#permits.get(key);
    if (permit === undefined || areGroundsSound(permit.grounds, now)) {
      return permit;
    }
    this.#permits.delete(key as string);
    return undefined;
  }

  /** @param findings of a request that was permitted: they have all that a permit has. */
  public remember(request: AuthorizationRequest, { permit, digest, meteringKey, known }: Findings): void {
    // Where another release was loaded meanwhile, other permits are remembered.
    if (permit === undefined || permit.grounds.release !== this.#release) {
      return;
    }
    const key = keyOf(request, this.#release);
    if (key !== undefined) {
      const found = { known, digest: digest as string, meteringKey: meteringKey as string };
      this.#permits.set(key, { ...permit, ...found }, BASE_WEIGHT + permit.replay.length);
    }
  }
}

/**
 * SHA-256 of everything in a request that a decision can depend on, so that no credential stays in memory.
 *
 * Its ids decide nothing, and most headers do nothing by what they say: those that do are the ones that
 * {@link isDecisiveHeader} knows, and those that a route declares. All the rest of a request is part of the key.
 *
 * @returns `undefined` where the request is not one to be remembered.
 */
function keyOf(request: AuthorizationRequest, release: LoadedRelease): string | undefined {
  const headers = headersText(request.headers, release.declaredHeaders);
  const query = queryText(request.query);
  if (headers === undefined || query === undefined) {
    return undefined;
  }
  const rest = JSON.stringify({ ...request, ...APART });
  return hash('sha256', `${rest}\n${query}\n${headers}`, 'base64');
}

/** A name without values is to some readers a name, to others nothing: such a query is not remembered. */
function queryText(query: AuthorizationRequest['query']): string | undefined {
  let text = '';
  for (const [name, values] of Object.entries(query ?? {})) {
    if (values?.every((value) => typeof value === 'string') !== true) {
      return undefined;
    }
    text += JSON.stringify([name, values]);
  }
  return text;
}

/**
 * All headers must be in order; of those that decide, names and values. Neither can hold a line end.
 */
function headersText(headers: HeaderValues | null, declared: ReadonlySet<string>): string | undefined {
  let text = '';
  for (const [name, values = []] of Object.entries(headers ?? {})) {
    if (!isHeaderName(name) || !areHeaderValues(values)) {
      return undefined;
    }
    const folded = foldHeaderName(name);
    if (isDecisiveHeader(folded) || declared.has(folded)) {
      text += `${name}\n${values.length}\n${values.join('\n')}\n`;
    }
  }
  return text;
}

function areHeaderValues(values: readonly unknown[]): boolean {
  for (const value of values) {
    if (typeof value !== 'string' || !isHeaderValue(value)) {
      return false;
    }
  }
  return true;
}
