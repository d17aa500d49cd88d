import { createRequire } from 'node:module';
import path from 'node:path';
import type { PolicyChecker, PolicyCheckRequest, PolicyProblem } from '../../lambda/contract/policy-check';
import { bundlePath } from './bundled-function';

/**
 * Checks policies against the schema that the routes and claims make, with Cedar's own parser and validator.
 *
 * It is loaded by path, because Cedar travels in a bundle of its own and the constructs have no dependency on it.
 */
export function checkPolicies(request: PolicyCheckRequest): readonly PolicyProblem[] {
  const load = createRequire(__filename);
  const checker = load(path.join(bundlePath('policy-checker'), 'index.js')) as PolicyChecker;
  return checker.check(request).problems;
}
