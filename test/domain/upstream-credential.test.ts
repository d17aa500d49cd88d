import { inspect } from 'node:util';
import type { CredentialDocument } from '../../lambda/contract/api-document';
import { Redacted } from '../../lambda/domain/ports';
import { credentialHeader, renderCredential } from '../../lambda/domain/upstream-credential';

type Rendered = Exclude<CredentialDocument, { kind: 'none' }>;

function rendered(document: Rendered, secret: string): string {
  const result = renderCredential(document, new Redacted(secret));
  if (!result.ok) {
    return result.reason;
  }
  const { credential } = result;
  expect(inspect(credential, { depth: 5 })).not.toContain('s3cret');
  switch (credential.kind) {
    case 'header':
      return `${credential.name}: ${credential.value.reveal()}`;
    case 'query':
      return `${credential.parameter}=${credential.value.reveal()}`;
    case 'none':
      return 'none';
  }
}

const PAIR = JSON.stringify({ user: 'ann', password: 's3cret', empty: '', number: 1 });

test.each<[string, Rendered, string, string]>([
  ['a bearer token', { kind: 'bearer' }, 's3cret', 'Authorization: Bearer s3cret'],
  ['a member of the secret', { kind: 'bearer', field: 'password' }, PAIR, 'Authorization: Bearer s3cret'],
  ['a header', { kind: 'header', header: 'X-Token' }, 's3cret', 'X-Token: s3cret'],
  ['a parameter', { kind: 'query', parameter: 'key' }, 's3 &cret', 'key=s3 &cret'],
  [
    'a fixed user',
    { kind: 'basic', username: 'ann' },
    's3cret',
    `Authorization: Basic ${Buffer.from('ann:s3cret').toString('base64')}`,
  ],
  [
    'a user in the secret',
    { kind: 'basic', usernameField: 'user', field: 'password' },
    PAIR,
    `Authorization: Basic ${Buffer.from('ann:s3cret').toString('base64')}`,
  ],
  [
    'a pair as the secret',
    { kind: 'basic' },
    'ann:s3cret',
    `Authorization: Basic ${Buffer.from('ann:s3cret').toString('base64')}`,
  ],
])('%s', (_name, document, secret, expected) => {
  expect(rendered(document, secret)).toBe(expected);
});

test.each<[string, Rendered, string, string]>([
  ['no JSON', { kind: 'bearer', field: 'a' }, 's3cret', 'secret_field_missing'],
  ['null', { kind: 'bearer', field: 'a' }, 'null', 'secret_field_missing'],
  ['no object', { kind: 'bearer', field: 'length' }, '"text"', 'secret_field_missing'],
  ['no such member', { kind: 'bearer', field: 'toString' }, PAIR, 'secret_field_missing'],
  ['an empty member', { kind: 'query', parameter: 'k', field: 'empty' }, PAIR, 'secret_field_missing'],
  ['a number', { kind: 'bearer', field: 'number' }, PAIR, 'secret_field_missing'],
  ['no user', { kind: 'basic', usernameField: 'name', field: 'password' }, PAIR, 'secret_field_missing'],
  ['a line end', { kind: 'bearer' }, 's3cret\n', 'secret_malformed'],
  ['space at its end', { kind: 'header', header: 'X-Token' }, 's3cret ', 'secret_malformed'],
])('H5 a secret with %s is not sent', (_name, document, secret, reason) => {
  expect(rendered(document, secret)).toBe(reason);
});

test.each<[CredentialDocument, string | undefined]>([
  [{ kind: 'none' }, undefined],
  [{ kind: 'query', parameter: 'key' }, undefined],
  [{ kind: 'bearer' }, 'Authorization'],
  [{ kind: 'basic' }, 'Authorization'],
  [{ kind: 'header', header: 'X-Token' }, 'X-Token'],
])('%j takes the header %s', (document, header) => {
  expect(credentialHeader(document)).toBe(header);
});
