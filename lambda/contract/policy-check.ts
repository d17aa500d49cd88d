import type { ApiDocument } from './api-document';
import type { Declarations, PolicyDeclaration } from './declarations';
import type { ClaimDocument, IssuerDocument } from './proxy-document';

/** What the constructs ask the policy checker, which they load as a file: plain JSON in and out. */
export interface PolicyCheckRequest {
  readonly apis: readonly Pick<ApiDocument, 'api' | 'routes'>[];
  /** Issuers, for their claims. */
  readonly issuers?: readonly Pick<IssuerDocument, 'claims'>[];
  /** Claims beside those of the issuers. */
  readonly claims?: readonly ClaimDocument[];
  readonly policies: readonly PolicyDeclaration[];
  /** Whether API Gateway may keep the authorizer's answers; left out = no. */
  readonly keepsAnswers?: boolean;
  /** Whether each statement must name actions of these APIs; left out = no. */
  readonly confined?: boolean;
}

export interface PolicyCheckReport {
  readonly ok: boolean;
  /** Empty where all is well. */
  readonly problems: readonly PolicyProblem[];
}

/** What is wrong with a declared policy, for the person who wrote it. */
export interface PolicyProblem {
  /** Id of the declaration; empty where it is about the whole set or the schema. */
  readonly policy: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  readonly remedy: string;
}

/** Decision tests that a synth runs. */
export interface DecisionTestRequest {
  /** What is declared; values that only a deploy knows are placeholders. */
  readonly declarations: Declarations;
  /** Text of the file: YAML, of which JSON is a part. */
  readonly text: string;
}

/** The door of the bundle `assets/policy-checker`. */
export interface PolicyChecker {
  check(request: PolicyCheckRequest): PolicyCheckReport;
  /** @returns a sentence for each thing that is otherwise than expected; empty where all tests pass. */
  decide(request: DecisionTestRequest): readonly string[];
}
