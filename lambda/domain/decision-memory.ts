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

/** Everything of a request that a decision can depend on, under one release. */
export interface RequestKey {
  readonly release: LoadedRelease;
  /** SHA-256: no credential stays in memory. */
  readonly digest: string;
}

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

  /**
   * The ids of a request decide nothing, and most headers do nothing by what they say: those that do are the ones that
   * {@link isDecisiveHeader} knows, and those that a route declares. All the rest of a request is part of the key.
   *
   * @param release that is loaded. @returns `undefined` where the request is not one to be remembered.
   */
  public keyOf(request: AuthorizationRequest, release: LoadedRelease | undefined): RequestKey | undefined {
    if (release === undefined) {
      return undefined;
    }
    const { requestId: _, extendedRequestId: __, headers, query, ...rest } = request;
    const [headersPart, queryPart] = [headersText(headers, release.declaredHeaders), queryText(query)];
    return headersPart === undefined || queryPart === undefined
      ? undefined
      : { release, digest: hash('sha256', `${JSON.stringify(rest)}\n${queryPart}\n${headersPart}`, 'base64') };
  }

  /** @param now epoch milliseconds. */
  public recall({ release, digest }: RequestKey, now: number): RememberedPermit | undefined {
    if (release !== this.#release) {
      this.#release = release;
      this.#permits = new RecentCache(WEIGHT_LIMIT);
    }
    const permit = this.#permits.get(digest);
    if (permit !== undefined && !areGroundsSound(permit.grounds, now)) {
      this.#permits.delete(digest);
      return undefined;
    }
    return permit;
  }

  /** @param findings of a request that was permitted: they have all that a permit has. */
  public remember({ release, digest: key }: RequestKey, findings: Findings): void {
    const { permit, digest, meteringKey, known } = findings;
    // Where a release came meanwhile, other headers may count.
    if (permit?.grounds.release === release && this.#release === release) {
      const found = { known, digest: digest as string, meteringKey: meteringKey as string };
      this.#permits.set(key, { ...permit, ...found }, BASE_WEIGHT + permit.replay.length);
    }
  }
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

/** All headers must be in order; of those that decide, names and values. */
function headersText(headers: HeaderValues | null, declared: ReadonlySet<string>): string | undefined {
  let text = '';
  for (const [name, values = []] of Object.entries(headers ?? {})) {
    if (!isHeaderName(name) || !values.every((value) => typeof value === 'string' && isHeaderValue(value))) {
      return undefined;
    }
    const folded = foldHeaderName(name);
    if (isDecisiveHeader(folded) || declared.has(folded)) {
      text += JSON.stringify([name, values]);
    }
  }
  return text;
}
