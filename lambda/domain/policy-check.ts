import type { ApiDocument } from '../contract/api-document';
import type { PolicyDeclaration } from '../contract/declarations';
import type { PolicyProblem } from '../contract/policy-check';
import type { ClaimDocument } from '../contract/proxy-document';
import { generateSchema, type PolicySchema } from './cedar-schema';
import { type CompiledPolicySet, compilePolicySets } from './policy-set';

export interface PolicyCheckInput {
  readonly apis: readonly Pick<ApiDocument, 'api' | 'routes'>[];
  /** Claims of all issuers. */
  readonly claims: readonly ClaimDocument[];
  readonly policies: readonly PolicyDeclaration[];
  /** Whether API Gateway may keep the authorizer's answers. @default false */
  readonly keepsAnswers?: boolean;
}

export type PolicyCheck =
  | { readonly ok: true; readonly schema: PolicySchema; readonly sets: ReadonlyMap<string, CompiledPolicySet> }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Generates the schema and compiles all declared policies against it. The same at synth and at deploy. */
export function checkPolicies(input: PolicyCheckInput): PolicyCheck {
  const generated = generateSchema(input);
  if (!generated.ok) {
    return { ok: false, problems: generated.problems.map((problem) => ({ policy: '', ...problem })) };
  }
  const { schema } = generated;
  const compiled = compilePolicySets(schema, input.policies);
  return compiled.ok ? { ok: true, schema, sets: compiled.sets } : compiled;
}
