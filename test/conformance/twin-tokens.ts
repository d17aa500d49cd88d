import type { GatewayDescription } from '../../cli/gateway-description';
import type { ConformanceTarget } from './check-case';

/** What every caller of the cases sends to a running twin: proxy tokens, and a JWT of its issuer. */
export async function twinTokens({ users, issuer }: GatewayDescription): Promise<ConformanceTarget['tokens']> {
  const workforce = issuer.issuers.find(({ name }) => name === 'workforce');
  const answer = await fetch(issuer.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      issuer: String(workforce?.issuer),
      aud: String(workforce?.audiences[0]),
      sub: 'jane',
      tenant: 'acme',
      roles: 'buyer',
    }),
  });
  const { access_token: jwt } = (await answer.json()) as { access_token: string };
  return {
    ...Object.fromEntries(users.map(({ tenant, id, token }) => [`${tenant}/${id}`, token])),
    'jwt:acme/buyer': jwt,
  };
}
