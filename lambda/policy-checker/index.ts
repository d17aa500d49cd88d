import type { ApiDocument } from '../contract/api-document';
import type { PolicyDeclaration } from '../contract/declarations';
import type { ClaimDocument, IssuerDocument } from '../contract/proxy-document';
import type { PolicySchema } from '../domain/cedar-schema';
import { checkPolicies } from '../domain/policy-check';
import type { PolicyProblem } from '../domain/policy-set';

export interface PolicyCheckInput {
  readonly apis: readonly Pick<ApiDocument, 'api' | 'routes'>[];
  /** Issuers, for their claims. */
  readonly issuers?: readonly Pick<IssuerDocument, 'claims'>[];
  /** Claims beside those of the issuers. */
  readonly claims?: readonly ClaimDocument[];
  readonly policies: readonly PolicyDeclaration[];
}

export type PolicyCheckOutput =
  | { readonly ok: true; readonly schema: PolicySchema; readonly problems: readonly never[] }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Checks declared policies at synth: synchronous, JSON in and out, since the constructs load it as a file. */
export function check(input: PolicyCheckInput): PolicyCheckOutput {
  const { apis, policies, issuers = [], claims = [] } = input;
  const checked = checkPolicies({ apis, policies, claims: [...claims, ...issuers.flatMap((issuer) => issuer.claims)] });
  return checked.ok ? { ok: true, schema: checked.schema, problems: [] } : checked;
}
