import { createRequire } from 'node:module';
import path from 'node:path';
import type { ApiDocument } from '../../lambda/contract/api-document';
import type { PolicyDeclaration } from '../../lambda/contract/declarations';
import type { IssuerDocument } from '../../lambda/contract/proxy-document';
import { bundlePath } from './bundled-function';

export interface PolicyCheckInput {
  readonly apis: readonly ApiDocument[];
  readonly issuers: readonly IssuerDocument[];
  readonly policies: readonly PolicyDeclaration[];
}

export interface PolicyProblem {
  /** Name of the policy text; empty where it is about the schema. */
  readonly policy: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  readonly remedy: string;
}

interface PolicyChecker {
  check(input: PolicyCheckInput): { readonly ok: boolean; readonly problems: readonly PolicyProblem[] };
}

/**
 * Checks policies against the schema that the routes and claims make, with Cedar's own parser and validator.
 *
 * It is loaded by path, because Cedar travels in a bundle of its own and the constructs have no dependency on it.
 */
export function checkPolicies(input: PolicyCheckInput): readonly PolicyProblem[] {
  const load = createRequire(__filename);
  const checker = load(path.join(bundlePath('policy-checker'), 'index.js')) as PolicyChecker;
  return checker.check(input).problems;
}
