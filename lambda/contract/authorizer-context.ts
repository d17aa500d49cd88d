import { isReasonCode, type ReasonCode } from './reason';

/**
 * What the authorizer tells the forwarder and the access log. API Gateway allows only flat scalars and hands each of
 * them on as text. No credential is among them.
 */
export interface AuthorizerContext {
  /** The request's own id, made by the authorizer: joins its records. */
  readonly id: string;
  /** `forward` = decided and permitted; `refuse` = the forwarder answers with `reason` and calls nobody. */
  readonly verdict: 'forward' | 'refuse';
  /** `none` where the verdict is `forward`. */
  readonly reason: ReasonCode | 'none';
  readonly tenant: string;
  /** Cedar id of the principal, `tenant/user`. */
  readonly principal: string;
  readonly api: string;
  /** Route key, or `-` where no route fits. */
  readonly route: string;
  /** Cedar id of the action, or `-`. */
  readonly action: string;
  /** Digest of the canonical request that was decided on. */
  readonly digest: string;
  /** Ids of the determining policies, comma-separated; capped at 1,024 characters. */
  readonly policies: string;
  /**
   * Set where API Gateway may keep the answer for later calls: the one header that then holds a credential. What was
   * decided on is method and path, and the digest covers these alone.
   */
  readonly keyedBy?: CredentialHeader;
}

/** Headers that hold a caller's credential, in lower case. */
export const CREDENTIAL_HEADERS = ['authorization', 'x-api-key'] as const;
export type CredentialHeader = (typeof CREDENTIAL_HEADERS)[number];

const KEYS = [
  'id',
  'verdict',
  'reason',
  'tenant',
  'principal',
  'api',
  'route',
  'action',
  'digest',
  'policies',
] as const;

/** Keys of every answer, which access logs may name as `$context.authorizer.<key>`. */
export const AUTHORIZER_CONTEXT_KEYS: readonly Exclude<keyof AuthorizerContext, 'keyedBy'>[] = KEYS;

export function encodeAuthorizerContext(context: AuthorizerContext): Record<string, string> {
  return { ...context };
}

/** @returns the context, or `undefined` where it is absent or not what the authorizer writes. */
export function decodeAuthorizerContext(given: unknown): AuthorizerContext | undefined {
  if (typeof given !== 'object' || given === null) {
    return undefined;
  }
  const fields = given as Record<string, unknown>;
  const decoded: Record<string, string> = {};
  for (const key of KEYS) {
    const value = fields[key];
    if (typeof value !== 'string') {
      return undefined;
    }
    decoded[key] = value;
  }
  const { keyedBy } = fields;
  if (keyedBy !== undefined) {
    if (!CREDENTIAL_HEADERS.some((header) => header === keyedBy)) {
      return undefined;
    }
    decoded['keyedBy'] = keyedBy as CredentialHeader;
  }
  const { verdict, reason } = decoded as unknown as AuthorizerContext;
  if (verdict === 'forward' ? reason !== 'none' : verdict !== 'refuse' || !isReasonCode(reason)) {
    return undefined;
  }
  return decoded as unknown as AuthorizerContext;
}
