import type { PolicyChecker, PolicyCheckReport } from '../contract/policy-check';
import type { PolicySchema } from '../domain/cedar-schema';
import { confinementProblems } from '../domain/attachments/confined-policies';
import { checkPolicies } from '../domain/policy-check';

/** Where all is well, the schema that was checked against comes along. */
export type PolicyCheckOutput = PolicyCheckReport & { readonly schema?: PolicySchema };

/** Checks declared policies at synth: synchronous, JSON in and out, since the constructs load it as a file. */
export const check = (({ issuers = [], claims = [], confined = false, ...request }): PolicyCheckOutput => {
  const { apis, policies } = request;
  const checked = checkPolicies({ ...request, claims: [...claims, ...issuers.flatMap((issuer) => issuer.claims)] });
  const outside = confined
    ? confinementProblems(
        policies,
        apis.map(({ api }) => api),
      )
    : [];
  if (outside.length > 0) {
    return { ok: false, problems: [...(checked.ok ? [] : checked.problems), ...outside] };
  }
  return checked.ok ? { ok: true, schema: checked.schema, problems: [] } : checked;
}) satisfies PolicyChecker['check'];
