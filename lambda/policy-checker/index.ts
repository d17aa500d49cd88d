import type { PolicyChecker, PolicyCheckReport } from '../contract/policy-check';
import type { PolicySchema } from '../domain/cedar-schema';
import { parseDecisionTests } from '../adapters/decision-test-file';
import { accessOfDeclarations } from '../domain/access/access-state';
import { runDecisionTests } from '../domain/decision-tests/run-decision-tests';
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

/** Runs decision tests at synth. Policies that are not valid have problems of their own, and run none. */
export const decide = (({ declarations, text }): readonly string[] => {
  const read = parseDecisionTests(text);
  if (!read.ok) {
    return [read.problem];
  }
  const access = accessOfDeclarations(declarations);
  return access.ok
    ? runDecisionTests(access.state, read.tests).flatMap(({ name, differences }) =>
        differences.map((difference) => `${name}: ${difference}`),
      )
    : [];
}) satisfies PolicyChecker['decide'];
