import { type AuthorizerPolicy, AuthorizerOutputError, parsePolicy } from './authorizer-policy';

/** An authorizer's output, checked; this is what the cache keeps. */
export interface AuthorizerOutput {
  readonly principalId: string;
  readonly policy: AuthorizerPolicy;
  /** Numbers and booleans are strings from here on. */
  readonly context: Readonly<Record<string, string>>;
  readonly usageIdentifierKey?: string;
}

const KEYS = ['principalId', 'policyDocument', 'context', 'usageIdentifierKey'];

/**
 * Checks what an authorizer function returned.
 * @param maxResource characters of one `Resource`.
 * @throws AuthorizerOutputError
 */
export function parseAuthorizerOutput(payload: unknown, maxResource: number): AuthorizerOutput {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new AuthorizerOutputError('An authorizer must return an object with principalId and policyDocument.');
  }
  const output = payload as Record<string, unknown>;
  const other = Object.keys(output).find((key) => !KEYS.includes(key));
  if (other !== undefined) {
    throw new AuthorizerOutputError(`An authorizer returned the key ${other}; allowed are ${KEYS.join(', ')}.`);
  }
  const { principalId, policyDocument, context, usageIdentifierKey } = output;
  if (typeof principalId !== 'string' || principalId === '') {
    throw new AuthorizerOutputError('An authorizer must return principalId as a string that is not empty.');
  }
  if (usageIdentifierKey !== undefined && usageIdentifierKey !== null && typeof usageIdentifierKey !== 'string') {
    throw new AuthorizerOutputError('usageIdentifierKey of an authorizer must be a string or absent.');
  }
  return {
    principalId,
    policy: parsePolicy(policyDocument, maxResource),
    context: parseContext(context),
    ...(typeof usageIdentifierKey === 'string' ? { usageIdentifierKey } : {}),
  };
}

function parseContext(context: unknown): Record<string, string> {
  if (context === undefined) return {};
  if (typeof context !== 'object' || context === null || Array.isArray(context)) {
    throw new AuthorizerOutputError('context of an authorizer must be an object of strings, numbers and booleans.');
  }
  return Object.fromEntries(
    Object.entries(context).map(([key, value]) => {
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
        return [key, String(value)];
      }
      throw new AuthorizerOutputError(`context.${key} of an authorizer must be a string, a number or a boolean.`);
    }),
  );
}
