import type { LocalGateway } from '../../cli/local-gateway';
import { type DpopKey, dpopKey, forgeProof } from './dpop-forge';
import { ecKey } from './jwt-forge';

const KEY = dpopKey(ecKey('caller'), 'ES256');

/** An issuer whose tokens it is asked about, and what it says of them. */
export interface AskedIssuer {
  readonly issuer: string;
  readonly audience: string;
}

/** Headers of a caller whose token its issuer is asked about. */
export async function opaqueCaller(gateway: LocalGateway, issuer: AskedIssuer): Promise<Record<string, string>> {
  return { Authorization: `Bearer ${await opaqueToken(gateway, issuer)}` };
}

/** Headers of one whose token is bound to a key besides, with a new proof of it. @param path with the API's name. */
export async function provenCaller(
  gateway: LocalGateway,
  issuer: AskedIssuer,
  path: string,
): Promise<Record<string, string>> {
  const { restApiId, stage } = gateway.twin.gateways[0]!;
  const token = await opaqueToken(gateway, issuer, KEY);
  const proof = forgeProof(KEY, {
    token,
    htu: `https://${restApiId}.execute-api.us-east-1.amazonaws.com/${stage}${path}`,
    iat: Math.floor(gateway.twin.clock.now() / 1000),
  });
  return { Authorization: `DPoP ${token}`, DPoP: proof };
}

async function opaqueToken(
  { description }: LocalGateway,
  { issuer, audience }: AskedIssuer,
  key?: DpopKey,
): Promise<string> {
  const body = new URLSearchParams({
    issuer,
    sub: 'jane',
    aud: audience,
    token_format: 'opaque',
    ...(key === undefined ? {} : { cnf: JSON.stringify({ jkt: key.thumbprint }) }),
  });
  const answer = await fetch(description.issuer.tokenEndpoint, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}
