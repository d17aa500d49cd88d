import type { TokenRecord, UserRecord } from '../lambda/contract/registry-records';
import { parseProxyToken, PROXY_TOKEN_PREFIX, type ProxyTokenIds } from '../lambda/domain/proxy-token';
import type { Redacted } from '../lambda/domain/ports';
import { type OutputFormat, renderOutput } from './terminal/render-output';
import type { Terminal } from './terminal/terminal';

/** A token as it is printed: never the token. */
export interface TokenView {
  readonly tokenId: string;
  /** The part of the token that is no secret. */
  readonly prefix: string;
  readonly status: 'active' | 'revoked' | 'expired' | 'unfinished';
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly task?: TokenRecord['task'];
  /** Whether a deploy minted it into a secret. */
  readonly inSecret?: string;
  readonly lastUsedAt?: string;
}

export function viewToken(
  { tenantRef, userRef }: Pick<ProxyTokenIds, 'tenantRef' | 'userRef'>,
  token: TokenRecord,
  now: number,
  lastUse: number | undefined,
): TokenView {
  const { tokenId, createdAt, expiresAt, task, secretArn } = token;
  return {
    tokenId,
    prefix: `${PROXY_TOKEN_PREFIX}${tenantRef}.${userRef}.${tokenId}`,
    status: statusOf(token, now),
    createdAt: new Date(createdAt).toISOString(),
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
    ...(task === undefined ? {} : { task }),
    ...(secretArn === undefined ? {} : { inSecret: secretArn }),
    ...(lastUse === undefined ? {} : { lastUsedAt: new Date(lastUse).toISOString() }),
  };
}

function statusOf({ status, expiresAt, unfinished }: TokenRecord, now: number): TokenView['status'] {
  if (status === 'revoked') {
    return 'revoked';
  }
  if (expiresAt !== undefined && expiresAt <= now) {
    return 'expired';
  }
  return unfinished === true ? 'unfinished' : 'active';
}

/** Whether minting gives the user an API Gateway key of its own, whose counter starts. */
export function restartsCounter({ adoptedKey, meteringKeyId }: UserRecord): boolean {
  return adoptedKey !== undefined && meteringKeyId === undefined;
}

/** Shows a new token, once. */
export function printToken(
  terminal: Terminal,
  output: OutputFormat,
  user: string,
  token: Redacted,
  { expiresAt, task }: Pick<TokenRecord, 'expiresAt' | 'task'>,
  counterRestarts: boolean,
  also: { readonly value?: object; readonly text?: readonly string[] } = {},
): void {
  const text = token.reveal();
  const expires = expiresAt === undefined ? undefined : new Date(expiresAt).toISOString();
  renderOutput(terminal, output, {
    value: {
      user,
      tokenId: parseProxyToken(text)?.tokenId,
      ...(expires === undefined ? {} : { expiresAt: expires }),
      ...(task === undefined ? {} : { task }),
      counterRestarts,
      ...also.value,
      token: text,
    },
    text: [
      'The token, shown this once and stored nowhere:',
      text,
      ...(expires === undefined ? [] : [`It ends at ${expires}.`]),
      ...(task === undefined ? [] : [`It is for ${task.actions.join(', ')} alone.`]),
      ...(counterRestarts
        ? ['The user is metered by a key of its own from now on: calls with tokens are counted from zero.']
        : []),
      ...(also.text ?? []),
    ].join('\n'),
  });
}
