import { CredentialSecret, UpstreamCredential } from '../../lib';
import { newStack } from './synthesized';

const secret = CredentialSecret.created();
const fields = CredentialSecret.created({ field: 'password' });

describe('an upstream credential', () => {
  test.each([
    [UpstreamCredential.bearer(secret), { kind: 'bearer' }],
    [UpstreamCredential.bearer(fields), { kind: 'bearer', field: 'password' }],
    [UpstreamCredential.header('X-Service-Key', secret), { kind: 'header', header: 'X-Service-Key' }],
    [UpstreamCredential.basic(secret), { kind: 'basic' }],
    [UpstreamCredential.basic(secret, { username: 'gate' }), { kind: 'basic', username: 'gate' }],
    [
      UpstreamCredential.basic(fields, { usernameField: 'user' }),
      { kind: 'basic', usernameField: 'user', field: 'password' },
    ],
    [UpstreamCredential.queryParameter('key', secret), { kind: 'query', parameter: 'key' }],
    [UpstreamCredential.none(), { kind: 'none' }],
  ])('%#', (credential, document) => {
    expect(JSON.parse(JSON.stringify(credential._document))).toEqual(document);
  });

  test.each([
    [
      () => UpstreamCredential.header('Content-Length', secret),
      '[UpstreamCredential.header] header: given "Content-Length"; allowed: any header but host, connection, content-length, content-type, expect, keep-alive, te, trailer, transfer-encoding, upgrade. Name the header in which the upstream expects its credential.',
    ],
    [
      () => UpstreamCredential.header('X Key', secret),
      '[UpstreamCredential.header] header: given "X Key"; allowed: 1 to 128 token characters of RFC 9110, without "_". Rename it.',
    ],
    [
      () => UpstreamCredential.queryParameter('a&b', secret),
      '[UpstreamCredential.queryParameter] parameter: given "a&b"; allowed: 1 to 128 of letters, digits and -._~. Rename it.',
    ],
    [
      () => UpstreamCredential.basic(fields, { username: 'a', usernameField: 'b' }),
      '[UpstreamCredential.basic] username and usernameField: given {"username":"a","usernameField":"b"}; allowed: one of the two, or neither where the secret holds user:password. Name the user here, or the member of the secret that holds the name.',
    ],
    [
      () => UpstreamCredential.basic(secret, { username: 'a:b' }),
      '[UpstreamCredential.basic] username: given "a:b"; allowed: printable ASCII without ":". A colon would end the name. Use another user.',
    ],
    [
      () => UpstreamCredential.basic(secret, { usernameField: 'user' }),
      '[UpstreamCredential.basic] field: given nothing; allowed: the member that holds the password, beside usernameField. Name it where the secret is given, as in CredentialSecret.existing(secret, { field: "password" }).',
    ],
    [
      () => UpstreamCredential.basic(secret, { username: newStack().account }),
      '[UpstreamCredential.basic] username: given "a value known only at deploy time"; allowed: text known at synth. Write the text itself, or read it from the CDK context.',
    ],
  ])('refuses %#', (declare, message) => {
    expect(declare).toThrow(new Error(message));
  });
});
