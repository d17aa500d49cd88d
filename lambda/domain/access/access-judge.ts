import { createHash } from 'node:crypto';
import { type CedarPolicy, evaluatePolicySet, policyTextOf } from '../cedar';
import { attributesIn } from '../looked-at';
import { type PolicyRequest, questionOf } from '../policy-request';
import { GLOBAL_SET } from '../policy-set';
import type { Principal } from '../principal';
import type { AccessState, PolicyTexts } from './access-state';

/** Whether an action is permitted whatever the request says, for some requests, or for none. */
export type AccessStatus = 'always' | 'conditional' | 'never';

/** What one policy set says of a principal and a route, whatever the context. */
export interface LayerVerdict {
  readonly status: AccessStatus;
  /** Texts of the policies that could permit, and of those that could forbid. */
  readonly permits: ReadonlySet<string>;
  readonly forbids: ReadonlySet<string>;
}

export interface AccessVerdict {
  readonly status: AccessStatus;
  /** The global set's, and that of the tenant's own set; one that is not there permits everything. */
  readonly layers: readonly [global: LayerVerdict, tenant: LayerVerdict];
}

export type Whom = Pick<Principal, 'tenant' | 'user' | 'roles'>;
/** The action without its API, and the route's key. */
export interface Asked {
  readonly api: string;
  readonly action: string;
  readonly route: string;
}

interface PreparedPolicy {
  readonly text: string;
  readonly conditional: boolean;
}

interface PreparedSlice {
  readonly hash: string;
  readonly slice: { readonly version: 1; readonly policies: Readonly<Record<string, CedarPolicy>> };
}

/** A set whose policies no longer look at the context: which of them could apply, Cedar says. */
interface PreparedSet {
  readonly policies: ReadonlyMap<string, PreparedPolicy>;
  readonly permits: PreparedSlice;
  readonly forbids: PreparedSlice;
}

const NO_SET: LayerVerdict = { status: 'always', permits: new Set(), forbids: new Set() };
/** Where a state does not know the route or the principal. */
export const NOTHING: AccessVerdict = {
  status: 'never',
  layers: [{ status: 'never', permits: new Set(), forbids: new Set() }, NO_SET],
};

/**
 * Says what a state allows, request by request unseen.
 *
 * A policy that looks at the context is asked without its conditions, so that Cedar itself finds where its scope
 * applies; whether it then holds depends on the request. All others are asked as they are.
 */
export class AccessJudge {
  readonly #sets: ReadonlyMap<string, PreparedSet>;
  readonly #known = new Map<string, AccessVerdict>();
  /** All policies as one text, to see whether any speaks of one user. */
  readonly #text: string;

  public constructor({ sets }: Pick<AccessState, 'sets'>) {
    this.#sets = new Map([...sets].map(([set, policies]) => [set, prepare(policies)]));
    this.#text = JSON.stringify([...sets.values()].map((policies) => [...policies.values()]));
  }

  public judge(whom: Whom, asked: Asked): AccessVerdict {
    const key = JSON.stringify([this.#likeOf(whom), asked]);
    const known = this.#known.get(key);
    if (known !== undefined) {
      return known;
    }
    const request = questionOf(whom, asked, {});
    const own = this.#sets.get(whom.tenant);
    const layers = [
      layerOf(this.#sets.get(GLOBAL_SET) as PreparedSet, request),
      own === undefined ? NO_SET : layerOf(own, request),
    ] as const;
    const verdict = { status: weakest(layers.map(({ status }) => status)), layers };
    this.#known.set(key, verdict);
    return verdict;
  }

  /** Users whom no policy tells apart get the same verdicts. */
  #likeOf({ tenant, user, roles }: Whom): unknown {
    const named = this.#text.includes('"attr":"name"') || this.#text.includes(JSON.stringify(`${tenant}/${user}`));
    return [tenant, [...roles].sort(), named ? user : ''];
  }
}

function prepare(policies: PolicyTexts): PreparedSet {
  const prepared = [...policies].map(([id, json]) => {
    const conditional = attributesIn(json).size > 0;
    const open: CedarPolicy = conditional ? { ...json, conditions: [] } : json;
    return { id, json: open, conditional, text: policyTextOf(json) };
  });
  const sliceOf = (effect: CedarPolicy['effect']): PreparedSlice => {
    const own = Object.fromEntries(
      prepared.filter(({ json }) => json.effect === effect).map(({ id, json }) => [id, json]),
    );
    const hash = createHash('sha256').update(JSON.stringify(own)).digest('hex');
    return { hash, slice: { version: 1, policies: own } };
  };
  return {
    policies: new Map(prepared.map(({ id, text, conditional }) => [id, { text, conditional }])),
    permits: sliceOf('permit'),
    forbids: sliceOf('forbid'),
  };
}

function layerOf(set: PreparedSet, request: PolicyRequest): LayerVerdict {
  const applicable = (slice: PreparedSlice): PreparedPolicy[] =>
    evaluatePolicySet({ ...request, slices: [slice] }).determining.map((id) => set.policies.get(id) as PreparedPolicy);
  const permits = applicable(set.permits);
  const forbids = applicable(set.forbids);
  return { status: statusOf(permits, forbids), permits: textsOf(permits), forbids: textsOf(forbids) };
}

function statusOf(permits: readonly PreparedPolicy[], forbids: readonly PreparedPolicy[]): AccessStatus {
  if (permits.length === 0 || forbids.some(({ conditional }) => !conditional)) {
    return 'never';
  }
  return forbids.length === 0 && permits.some(({ conditional }) => !conditional) ? 'always' : 'conditional';
}

function textsOf(policies: readonly PreparedPolicy[]): ReadonlySet<string> {
  return new Set(policies.map(({ text }) => text));
}

function weakest(statuses: readonly AccessStatus[]): AccessStatus {
  if (statuses.includes('never')) {
    return 'never';
  }
  return statuses.includes('conditional') ? 'conditional' : 'always';
}
