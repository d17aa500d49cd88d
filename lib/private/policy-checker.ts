import { createRequire } from 'node:module';
import path from 'node:path';
import type {
  DecisionTestRequest,
  PolicyChecker,
  PolicyCheckRequest,
  PolicyProblem,
} from '../../lambda/contract/policy-check';
import { bundlePath } from './bundled-function';

/**
 * Checks policies against the schema that the routes and claims make, with Cedar's own parser and validator.
 *
 * It is loaded by path, because Cedar travels in a bundle of its own and the constructs have no dependency on it.
 */
export function checkPolicies(request: PolicyCheckRequest): readonly PolicyProblem[] {
  return loadChecker().check(request).problems;
}

/** Runs decision tests, with the same Cedar. @returns a sentence for each thing that is otherwise than expected. */
export function checkDecisions(request: DecisionTestRequest): readonly string[] {
  return loadChecker().decide(request);
}

function loadChecker(): PolicyChecker {
  const load = createRequire(__filename);
  return load(path.join(bundlePath('policy-checker'), 'index.js')) as PolicyChecker;
}
