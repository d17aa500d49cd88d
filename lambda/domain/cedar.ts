import { setFlagsFromString } from 'node:v8';
import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicySlice } from '../contract/registry-records';
import { PolicySlots } from './policy-slots';
import { DependencyFault } from './ports';

/** The one file that names Cedar. It is loaded at first use: 100 ms and more, which a first read can hide. */

export type CedarEntityUid = { readonly type: string; readonly id: string };
export type CedarValue = Cedar.CedarValueJson;
export interface CedarEntity {
  readonly uid: CedarEntityUid;
  readonly attrs: Readonly<Record<string, CedarValue>>;
  readonly parents: readonly CedarEntityUid[];
}
/** A policy in Cedar's JSON form. */
export type CedarPolicy = Cedar.PolicyJson;

/** What Cedar says against a policy. `start` counts bytes of UTF-8 in the policy's text, 0 where no place is named. */
export interface CedarComplaint {
  /** Key of the policy; left out where the text could not be taken apart. */
  readonly policy?: string;
  readonly message: string;
  readonly start: number;
}

export type PolicyParse =
  | { readonly ok: true; readonly statements: readonly string[]; readonly templates: readonly string[] }
  | { readonly ok: false; readonly complaints: readonly CedarComplaint[] };

export interface PolicyQuestion {
  /** Slices of one set, with the hashes that name them. Their order does not matter. */
  readonly slices: readonly { readonly hash: string; readonly slice: PolicySlice }[];
  readonly principal: CedarEntityUid;
  readonly action: CedarEntityUid;
  readonly resource: CedarEntityUid;
  readonly context: Readonly<Record<string, CedarValue>>;
  readonly entities: readonly CedarEntity[];
}

export interface PolicyAnswer {
  /** Never `allow` where a policy erred: Cedar would skip it, and with it a `forbid`. */
  readonly decision: 'allow' | 'deny';
  /** Ids of the policies that made the decision; where some erred, theirs. */
  readonly determining: readonly string[];
  readonly errors: number;
}

const slots = new PolicySlots();
let loaded: typeof Cedar | undefined;

/**
 * Flags that Cedar is loaded with.
 *
 * V8 aborts up to Node 22 when a JavaScript function that it optimised around an inlined WebAssembly call loses that
 * optimisation during the call. From Node 24 on, functions are validated when they are first called and not all at
 * once, which a first decision would wait for: few are ever called.
 */
export function engineFlags(nodeVersion: string): readonly string[] {
  return Number.parseInt(nodeVersion, 10) <= 22 ? ['--no-turbo-inline-js-wasm-calls'] : ['--wasm-lazy-validation'];
}

/** Loads Cedar, where it is not loaded yet: call it early to have it ready. */
export function loadCedar(): typeof Cedar {
  if (loaded === undefined) {
    engineFlags(process.versions.node).forEach(setFlagsFromString);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at once
    loaded = require('@cedar-policy/cedar-wasm/nodejs') as typeof Cedar;
  }
  return loaded;
}

/**
 * Decides by one policy set.
 *
 * @throws DependencyFault `corrupt` where a slice cannot be what was published.
 */
export function evaluatePolicySet(question: PolicyQuestion): PolicyAnswer {
  const answer = loadCedar().statefulIsAuthorized({
    principal: question.principal,
    action: question.action,
    resource: question.resource,
    context: question.context,
    preparsedPolicySetId: prepare(question.slices),
    entities: question.entities as Cedar.Entities,
  });
  if (answer.type === 'failure') {
    return { decision: 'deny', determining: [], errors: answer.errors.length };
  }
  const { decision, diagnostics } = answer.response;
  const errors = diagnostics.errors.length;
  return errors === 0
    ? { decision, determining: [...diagnostics.reason].sort(), errors }
    : { decision: 'deny', determining: diagnostics.errors.map((error) => error.policyId).sort(), errors };
}

/** @returns the slot that holds the set. */
function prepare(slices: PolicyQuestion['slices']): string {
  const set = slices
    .map(({ hash }) => hash)
    .sort()
    .join(' ');
  const { slot, fresh, evicted } = slots.take(set, () => slices.reduce((sum, { slice }) => sum + sizeOf(slice), 0));
  for (const empty of evicted) {
    loadCedar().preparsePolicySet(empty, { staticPolicies: {} });
  }
  if (fresh) {
    const problem = mergeProblem(slices) ?? preparseProblem(slot, mergedSet(slices));
    if (problem !== undefined) {
      slots.drop(set);
      throw new DependencyFault('registry', 'corrupt', `The policy slices ${set} cannot be read: ${problem}.`);
    }
  }
  return slot;
}

function sizeOf({ policies, links = [] }: PolicySlice): number {
  return Object.keys(policies).length + links.length;
}

function mergeProblem(slices: PolicyQuestion['slices']): string | undefined {
  const ids = slices.flatMap(({ slice }) => Object.keys(slice.policies));
  return new Set(ids).size === ids.length ? undefined : 'two policies share an id';
}

/** Ids of templates and links are ours, and no static policy can have them. */
function mergedSet(slices: PolicyQuestion['slices']): Cedar.PolicySet {
  return {
    staticPolicies: Object.assign({}, ...slices.map(({ slice }) => slice.policies)) as Record<string, CedarPolicy>,
    templates: Object.assign({}, ...slices.map(({ slice }) => slice.templates)) as Record<string, CedarPolicy>,
    templateLinks: slices.flatMap(({ slice: { links = [] } }) =>
      links.map(({ template, id, principal, resource }) => ({
        templateId: template,
        newId: id,
        values: { '?principal': principal, '?resource': resource },
      })),
    ),
  };
}

/** Makes a set ready under a name. @returns why it cannot, if it cannot. */
function preparseProblem(slot: string, set: Cedar.PolicySet): string | undefined {
  try {
    const answer = loadCedar().preparsePolicySet(slot, set);
    return answer.type === 'success' ? undefined : answer.errors.map((error) => error.message).join('; ');
  } catch (fault) {
    // Cedar throws in place of answering where the JSON is nested too deeply.
    return String(fault);
  }
}

/** Takes policy text apart into its statements, in their order, each as it is written. */
export function parsePolicies(text: string): PolicyParse {
  const parts = loadCedar().policySetTextToParts(text);
  if (parts.type === 'failure') {
    return { ok: false, complaints: parts.errors.map((error) => complaintOf(error)) };
  }
  // Cedar sorts the statements by the names it gave them, so `policy10` comes before `policy2`.
  const names = parts.policies.map((_, index) => `policy${index}`).sort();
  const statements = parts.policies
    .map((statement, index) => ({ statement, position: Number(names[index]?.slice('policy'.length)) }))
    .sort((one, other) => one.position - other.position)
    .map(({ statement }) => statement);
  return { ok: true, statements, templates: parts.policy_templates };
}

/** One parsed statement in Cedar's JSON form. @throws TypeError where it is not one statement. */
export function policyJsonOf(statement: string): CedarPolicy {
  const answer = loadCedar().policyToJson(statement);
  if (answer.type === 'failure') {
    throw new TypeError(`Not one policy: ${answer.errors.map((error) => error.message).join('; ')}`);
  }
  return answer.json;
}

/** A stored policy or template as text; what cannot be written so, as its JSON. */
export function policyTextOf(json: unknown): string {
  const cedar = loadCedar();
  const policy = json as CedarPolicy;
  const slots = JSON.stringify(json ?? null).includes('"slot"');
  const answer = slots ? cedar.templateToText(policy) : cedar.policyToText(policy);
  return answer.type === 'success' ? answer.text.replace(/\s+/g, ' ').trim() : JSON.stringify(json ?? null);
}

/**
 * Validates policies, strictly; a warning counts as an error, except that a text may mix scripts.
 *
 * An impossible policy is a mistake at best: a mistyped `forbid` would never fire.
 *
 * @param policies statements or their JSON form, by policy id.
 * @returns at most one complaint a policy and place; empty = valid.
 */
export function validatePolicies(
  schema: string,
  policies: Readonly<Record<string, string | CedarPolicy>>,
): CedarComplaint[] {
  const answer = loadCedar().validate({
    schema,
    policies: { staticPolicies: policies },
    validationSettings: { mode: 'strict' },
  });
  if (answer.type === 'failure') {
    return answer.errors.map((error) => complaintOf(error));
  }
  const warnings = answer.validationWarnings.filter(({ error }) => !error.message.includes('contains mixed scripts'));
  const complaints = new Map<string, CedarComplaint>();
  // The same mistake is reported once an action, in no order: the first by its text stands for all, and an error
  // rather than the warning that follows from it.
  for (const { policyId, error } of [...answer.validationErrors.sort(byMessage), ...warnings.sort(byMessage)]) {
    const complaint = complaintOf(error, policyId);
    const place = `${policyId} ${complaint.start}`;
    complaints.set(place, complaints.get(place) ?? complaint);
  }
  return [...complaints.values()];
}

function byMessage(one: Cedar.ValidationError, other: Cedar.ValidationError): number {
  const [a, b] = [one.error.message, other.error.message];
  return a < b ? -1 : Number(a > b);
}

function complaintOf(error: Cedar.DetailedError, policy?: string): CedarComplaint {
  const place = error.sourceLocations?.[0];
  const message = [
    policy === undefined ? error.message : error.message.replace(`for policy \`${policy}\`, `, ''),
    place?.label,
    error.help,
  ].filter((part) => typeof part === 'string');
  return {
    message: message.join('; '),
    ...(policy === undefined ? {} : { policy }),
    start: place?.start ?? 0,
  };
}

/** Whether Cedar can read back what the registry would hold. @returns why not, if not. */
export function storedFormProblem(policy: CedarPolicy): string | undefined {
  return preparseProblem('trial', { staticPolicies: { trial: policy } });
}
