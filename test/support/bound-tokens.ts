import { createHash } from 'node:crypto';
import type { IssuerDocument } from '../../lambda/contract/proxy-document';
import { AuthorizerRig, DECLARATIONS, ISSUER } from './authorizer-rig';
import { type DpopKey, dpopKey, forgeProof } from './dpop-forge';
import { ecKey } from './jwt-forge';

export const URI = 'https://api.example.com/prod/shop/items/1';
export const KEY = dpopKey(ecKey('dpop'), 'ES256');
export const OTHER = dpopKey(ecKey('other'), 'ES256');
export const DER = Buffer.from('a certificate, as far as its thumbprint goes');
export const PEM = `-----BEGIN CERTIFICATE-----\n${DER.toString('base64')}\n-----END CERTIFICATE-----\n`;
export const X5T = createHash('sha256').update(DER).digest('base64url');

export type Word = IssuerDocument['senderConstraint'];

export function rigWith(word: Word, route = false): AuthorizerRig {
  const rig = new AuthorizerRig();
  const [shop] = DECLARATIONS.apis;
  rig.registry.publish({
    ...DECLARATIONS,
    proxy: { version: 1, issuers: [{ ...ISSUER, ...(word === undefined ? {} : { senderConstraint: word }) }] },
    apis: [
      {
        ...shop!,
        routes: shop!.routes.map((one) =>
          one.action === 'ReadItem' && route ? { ...one, senderConstrained: true } : one,
        ),
      },
    ],
  });
  return rig;
}

export interface Sent {
  readonly cnf?: unknown;
  readonly proof?: string | undefined;
  readonly key?: DpopKey;
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly request?: Parameters<AuthorizerRig['ask']>[0];
}

/** Sends a token that is bound to {@link KEY}, with a proof that fits unless told otherwise. */
export async function send(rig: AuthorizerRig, sent: Sent = {}): Promise<string | undefined> {
  const { cnf = { jkt: KEY.thumbprint }, key = KEY, claims, header, request } = sent;
  const token = rig.jwt({ cnf });
  const proof =
    'proof' in sent ? sent.proof : forgeProof(key, { token, htu: URI, iat: rig.time / 1000 }, claims, header);
  await rig.ask({
    uri: URI,
    headers: {
      Authorization: [`${proof === undefined ? 'Bearer' : 'DPoP'} ${token}`],
      ...(proof === undefined ? {} : { DPoP: [proof] }),
    },
    ...request,
  });
  return rig.reason;
}
