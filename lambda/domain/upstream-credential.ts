import type { CredentialDocument } from '../contract/api-document';
import { isHeaderValue } from './header-name';
import { Redacted } from './ports';

/** How the upstream credential goes on a request. */
export type UpstreamCredential =
  | { readonly kind: 'none' }
  | { readonly kind: 'header'; readonly name: string; readonly value: Redacted; readonly secrets: readonly Redacted[] }
  | {
      readonly kind: 'query';
      readonly parameter: string;
      readonly value: Redacted;
      readonly secrets: readonly Redacted[];
    };

export type CredentialRendering =
  | { readonly ok: true; readonly credential: UpstreamCredential }
  | { readonly ok: false; readonly reason: 'secret_field_missing' | 'secret_malformed' };

export const NO_CREDENTIAL: UpstreamCredential = { kind: 'none' };

/** Header that the credential takes, if it takes one: the client's own goes. */
export function credentialHeader(document: CredentialDocument): string | undefined {
  switch (document.kind) {
    case 'bearer':
    case 'basic':
      return 'Authorization';
    case 'header':
      return document.header;
    case 'none':
    case 'query':
      return undefined;
  }
}

/**
 * Makes the credential out of the secret.
 *
 * @param secret whole text of the secret; where the document names a field, a JSON object with that text member.
 */
export function renderCredential(
  document: Exclude<CredentialDocument, { kind: 'none' }>,
  secret: Redacted,
): CredentialRendering {
  const text = pick(secret.reveal(), document.field);
  if (text === undefined) {
    return { ok: false, reason: 'secret_field_missing' };
  }
  if (document.kind === 'query') {
    const value = new Redacted(text);
    return { ok: true, credential: { kind: 'query', parameter: document.parameter, value, secrets: [value] } };
  }
  let value = document.kind === 'bearer' ? `Bearer ${text}` : text;
  const secrets = [new Redacted(text)];
  if (document.kind === 'basic') {
    const username =
      document.usernameField === undefined ? document.username : pick(secret.reveal(), document.usernameField);
    if (username === undefined && document.usernameField !== undefined) {
      return { ok: false, reason: 'secret_field_missing' };
    }
    // Without a username the secret holds `user:password` itself.
    const pair = Buffer.from(username === undefined ? text : `${username}:${text}`).toString('base64');
    value = `Basic ${pair}`;
    secrets.push(new Redacted(pair));
  }
  // A line end inside, or white space around it that a server would strip, is no credential.
  if (!isHeaderValue(value) || value !== value.trim()) {
    return { ok: false, reason: 'secret_malformed' };
  }
  const name = credentialHeader(document) as string;
  return { ok: true, credential: { kind: 'header', name, value: new Redacted(value), secrets } };
}

function pick(secret: string, field: string | undefined): string | undefined {
  if (field === undefined) {
    return secret;
  }
  let json: unknown;
  try {
    json = JSON.parse(secret);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, field)) {
    return undefined;
  }
  const text = (json as Record<string, unknown>)[field];
  return typeof text === 'string' && text !== '' ? text : undefined;
}
