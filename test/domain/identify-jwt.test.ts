import type { JwtVerification } from '../../lambda/domain/ports';
import { identifyJwt } from '../../lambda/domain/identity';
import { AuthorizerRig, ISSUER } from '../support/authorizer-rig';

const PROXY = { version: 1, issuers: [ISSUER] } as const;

async function identify(verification: JwtVerification) {
  const rig = new AuthorizerRig();
  const jwt = { text: '', header: { alg: 'RS256', kid: 'key-1' }, claims: rig.claims() };
  return await identifyJwt(jwt, PROXY, { clock: rig.clock, verifier: { verify: async () => verification } });
}

describe('a subject that is identified by a JWT', () => {
  it('rests on the key that stood for it, and on the time that the token has left', async () => {
    const premise = { holds: () => true };

    const identification = await identify({ ok: true, premise });

    expect(identification).toMatchObject({ ok: true, subject: { credential: 'jwt:idp' } });
    expect(identification).toHaveProperty('premises', [premise, { holds: expect.any(Function) }]);
  });

  it('rests on nothing where the verifier names no key that stands: it is identified anew each time', async () => {
    const identification = await identify({ ok: true });

    expect(identification).toMatchObject({ ok: true, subject: { credential: 'jwt:idp' } });
    expect(identification).not.toHaveProperty('premises');
  });
});
