import { matchesWildcard } from './wildcard';

/** A policy document of an authorizer, checked. */
export interface AuthorizerPolicy {
  readonly statements: readonly PolicyStatement[];
}

interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** `IMPLICIT_DENY`: no statement matched. */
export type PolicyDecision = 'ALLOW' | 'EXPLICIT_DENY' | 'IMPLICIT_DENY';

/** An authorizer's output that API Gateway could not use. */
export class AuthorizerOutputError extends Error {}

const DOCUMENT_KEYS = ['Version', 'Id', 'Statement'];
const STATEMENT_KEYS = ['Sid', 'Effect', 'Action', 'Resource'];
const VERSIONS: unknown[] = ['2012-10-17', '2008-10-17'];

/**
 * Checks a policy document. What API Gateway does with `Condition`, `NotAction`, `NotResource` and policy variables of
 * an authorizer is not known, so they are refused instead of being passed over.
 * @param maxResource characters of one `Resource`.
 * @throws AuthorizerOutputError
 */
export function parsePolicy(document: unknown, maxResource: number): AuthorizerPolicy {
  if (!isRecord(document)) throw invalid('policyDocument', document, 'an object');
  assertKeys('policyDocument', document, DOCUMENT_KEYS);
  if (!VERSIONS.includes(document.Version)) throw invalid('Version', document.Version, VERSIONS.join(' or '));
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return { statements: statements.map((statement) => parseStatement(statement, maxResource)) };
}

/**
 * Evaluates a policy for one method: a matching Deny wins over any Allow.
 * @param methodArn literal; a `*` in it is the character.
 */
export function evaluatePolicy(policy: AuthorizerPolicy, methodArn: string): PolicyDecision {
  let decision: PolicyDecision = 'IMPLICIT_DENY';
  for (const { effect, actions, resources } of policy.statements) {
    // IAM compares actions without regard to case, resources with it.
    if (!actions.some((action) => matchesWildcard(action.toLowerCase(), 'execute-api:invoke'))) continue;
    if (!resources.some((resource) => matchesWildcard(resource, methodArn))) continue;
    if (effect === 'Deny') return 'EXPLICIT_DENY';
    decision = 'ALLOW';
  }
  return decision;
}

function parseStatement(statement: unknown, maxResource: number): PolicyStatement {
  if (!isRecord(statement)) throw invalid('Statement', statement, 'an object or an array of objects');
  assertKeys('Statement', statement, STATEMENT_KEYS);
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw invalid('Effect', effect, 'Allow or Deny');
  const resources = parseStrings('Resource', statement.Resource);
  for (const resource of resources) {
    if (resource.length > maxResource) throw invalid('Resource', resource, `at most ${maxResource} characters`);
    if (resource.includes('${')) throw invalid('Resource', resource, 'text without policy variables');
  }
  return { effect, actions: parseStrings('Action', statement.Action), resources };
}

function parseStrings(name: string, value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw invalid(name, value, 'a string or an array of strings');
  return values.map((each) => {
    if (typeof each !== 'string') throw invalid(name, value, 'a string or an array of strings');
    return each;
  });
}

function assertKeys(place: string, record: Record<string, unknown>, allowed: readonly string[]): void {
  const other = Object.keys(record).find((key) => !allowed.includes(key));
  if (other !== undefined) throw invalid(`a key of ${place}`, other, allowed.join(', '));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(place: string, given: unknown, allowed: string): AuthorizerOutputError {
  return new AuthorizerOutputError(
    `${place} of an authorizer's output is ${JSON.stringify(given) ?? 'absent'}; allowed is ${allowed}.`,
  );
}
