import { DER, KEY, PEM, rigWith, send, type Word, X5T } from '../support/bound-tokens';

describe('a token that is bound to a certificate', () => {
  const cnf = { 'x5t#S256': X5T };
  const request = { clientCertificate: PEM };

  test.each<[Word]>([['mutualTls'], ['accepted'], [undefined]])(
    'passes from the client that shows it, and from nobody else, where the issuer says %s',
    async (word) => {
      const rig = rigWith(word);

      expect(await send(rig, { cnf, proof: undefined, request })).toBe('none');
      expect(await send(rig, { cnf, proof: undefined })).toBe('sender_unproven');
      expect(await send(rig, { cnf: { 'x5t#S256': 'x' }, proof: undefined, request })).toBe('sender_unproven');
      expect(await send(rig, { cnf: { 'x5t#S256': null }, proof: undefined, request })).toBe('sender_unproven');
    },
  );

  test.each([
    ['no PEM', 'x'],
    ['empty', ''],
    ['two certificates', PEM + PEM],
    ['text before it', `x\n${PEM}`],
    ['no content', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'],
    ['other characters', PEM.replace('YS', 'Y*')],
  ])('does not pass where the certificate is %s', async (_, clientCertificate) => {
    expect(await send(rigWith('mutualTls'), { cnf, proof: undefined, request: { clientCertificate } })).toBe(
      'sender_unproven',
    );
  });

  test('passes whatever the line ends and lengths of the PEM', async () => {
    const [one, two] = [DER.toString('base64').slice(0, 8), DER.toString('base64').slice(8)];
    const clientCertificate = `-----BEGIN CERTIFICATE-----\r\n${one}\r\n${two}\r\n-----END CERTIFICATE-----`;

    expect(await send(rigWith('mutualTls'), { cnf, proof: undefined, request: { clientCertificate } })).toBe('none');
  });

  test('is not what an issuer wants that says dpop', async () => {
    expect(await send(rigWith('dpop'), { cnf, proof: undefined, request })).toBe('sender_unbound');
  });

  test('and to a key needs both', async () => {
    const both = { ...cnf, jkt: KEY.thumbprint };

    expect(await send(rigWith('dpop'), { cnf: both, request })).toBe('none');
    expect(await send(rigWith('dpop'), { cnf: both })).toBe('sender_unproven');
    expect(await send(rigWith('accepted'), { cnf: both, proof: undefined, request })).toBe('sender_unproven');
    expect(await send(rigWith('mutualTls'), { cnf: both, request })).toBe('sender_unsupported');
  });
});

describe('a token that is bound otherwise, or not', () => {
  test.each([[{}], [{ kid: 'x' }], [{ jkt: KEY.thumbprint, jku: 'x' }], ['x'], [null], [[]], [1]])(
    'cnf %j: what cannot be checked is refused',
    async (cnf) => {
      for (const word of ['dpop', 'accepted', 'mutualTls', undefined] as const) {
        expect(await send(rigWith(word), { cnf, proof: undefined })).toBe('sender_unsupported');
      }
    },
  );

  test('a thumbprint that is no text is nobody’s', async () => {
    expect(await send(rigWith('dpop'), { cnf: { jkt: 1 } })).toBe('sender_unproven');
  });

  test.each<[Word, string]>([
    ['dpop', 'sender_unbound'],
    ['mutualTls', 'sender_unbound'],
    ['accepted', 'none'],
    [undefined, 'none'],
  ])('not at all, where the issuer says %s: %s', async (word, reason) => {
    const rig = rigWith(word);
    await rig.askAs(rig.jwt());

    expect(rig.reason).toBe(reason);
  });

  test('a route may demand a bound token, whoever calls', async () => {
    const rig = rigWith('accepted', true);
    const path = '/shop/items/1';

    expect(await send(rig)).toBe('none');
    expect((await rig.askAs(rig.jwt(), { path })).kind).toBe('deny');
    expect(rig.reason).toBe('sender_required');
    expect((await rig.askAs(rig.registry.mint('acme', 'ci').text, { path })).kind).toBe('deny');
    expect(rig.reason).toBe('sender_required');
    expect(await send(rig, { cnf: { 'x5t#S256': X5T }, proof: undefined, request: { clientCertificate: PEM } })).toBe(
      'none',
    );
  });
});
