import { createHmac } from 'node:crypto';
import { digestProxyToken } from '../../lambda/domain/proxy-token';
import { federatedUserReference, tenantReference, userReference } from '../../lambda/domain/reference';
import { encodePart, forgeJwt, rsaKey } from '../support/jwt-forge';
import type { AttackRig } from './attack-rig';

/** Lines that show a credential which must open nothing of what a buyer of `acme` may do. */
export interface IdentityAttack {
  /** Rule that it tries, and how. */
  readonly name: string;
  readonly lines: (rig: AttackRig) => readonly string[] | Promise<readonly string[]>;
  /** Set where the caller is known and only may not: 403 instead of 401. */
  readonly forbidden?: boolean;
  /** @default a list that buyers and clerks may read */
  readonly target?: string;
}

const HEADER = { alg: 'RS256', typ: 'JWT', kid: 'w1' };
const bearer = (text: string): readonly string[] => [`Authorization: Bearer ${text}`];

/** A token as JSON text, so that it can say what no object can. */
function spelled(rig: AttackRig, claims: string, header: unknown = HEADER): readonly string[] {
  return bearer(forgeJwt(rig.keys.workforce, header, claims));
}

function claimsText(rig: AttackRig, added: string): string {
  return `${JSON.stringify(rig.claims()).slice(0, -1)},${added}}`;
}

function hmacSigned(rig: AttackRig, alg: string, key: string | Buffer): readonly string[] {
  const input = `${encodePart({ ...HEADER, alg })}.${encodePart(rig.claims())}`;
  return bearer(
    `${input}.${createHmac(`sha${alg.slice(2)}`, key)
      .update(input)
      .digest('base64url')}`,
  );
}

/** CRC-32 (ISO 3309) as the token's check: an attacker can compute it too. */
function checked(unchecked: string): string {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(unchecked)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(~crc >>> 0);
  return `${unchecked}.${bytes.toString('base64url')}`;
}

/** A token put together out of others, or of what is known about it. */
function spliced(parts: { tenant: string; user: string; id: string; secret: string }): string {
  return checked(`gth_${parts.tenant}.${parts.user}.${parts.id}.${parts.secret}`);
}

function partsOf(token: string): { tenant: string; user: string; id: string; secret: string } {
  const [tenant, user, id, secret] = token.slice(4).split('.') as [string, string, string, string];
  return { tenant, user, id, secret };
}

type Parts = ReturnType<typeof partsOf>;
const SPLICES: readonly (readonly [string, (own: Parts, victim: Parts) => Parts])[] = [
  ['the tenant of another', (own, victim) => ({ ...own, tenant: victim.tenant })],
  ['the user of another', (own, victim) => ({ ...own, user: victim.user })],
  ['tenant and user of another', (own, victim) => ({ ...own, tenant: victim.tenant, user: victim.user })],
  ['all ids of another', (own, victim) => ({ ...victim, secret: own.secret })],
  ['the token id of another', (own, victim) => ({ ...own, id: victim.id })],
  [
    'the ids of a federated subject',
    (own, victim) => ({ ...own, tenant: victim.tenant, user: federatedUserReference('acme', 'workforce', 'jane') }),
  ],
  ['a secret that is the id', (_own, victim) => ({ ...victim, secret: victim.id.padEnd(43, 'A') })],
  [
    'references computed by oneself',
    (own) => ({ ...own, tenant: tenantReference('acme'), user: userReference('acme', 'shop') }),
  ],
];

const CHANGED_CLAIMS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['J6 no exp', { exp: undefined }],
  ['J6 exp as text', { exp: '9999999999' }],
  ['J6 exp in a list', { exp: [9_999_999_999] }],
  ['J6 exp beyond all time', { exp: 1e308 }],
  ['J6 exp of a year', { exp: 1_900_000_000 }],
  ['J6 exp in the past', { exp: 1_000 }],
  ['J6 nbf in the future', { nbf: 2_500_000_000 }],
  ['J6 iat below all time', { iat: -1e300 }],
  ['J7 no audience', { aud: undefined }],
  ['J7 another audience', { aud: 'another' }],
  ['J7 an audience that contains ours', { aud: 'gatehouse-admin' }],
  ['J7 an audience in an object', { aud: { 0: 'gatehouse' } }],
  ['J7 audiences, one no text', { aud: ['gatehouse', 1] }],
  ['J7 no issuer', { iss: undefined }],
  ['J7 another issuer', { iss: 'https://evil.example.com' }],
  ['J7 the issuer with a slash', { iss: 'https://workforce.example.com/' }],
  ['J7 the issuer in another case', { iss: 'https://WORKFORCE.example.com' }],
  ['J7 the issuer in a list', { iss: ['https://workforce.example.com'] }],
  ['J7 the other issuer’s name over this one’s signature', { iss: 'https://partner.example.com' }],
  ['S4 no tenant', { tenant: undefined }],
  ['S4 two tenants', { tenant: ['acme', 'globex'] }],
  ['S4 a tenant that is not', { tenant: 'initech' }],
  ['S4 a tenant in another case', { tenant: 'ACME' }],
  ['S4 a tenant with a user in it', { tenant: 'acme/shop' }],
  ['S4 a tenant with a space', { tenant: 'acme ' }],
  ['S4 a tenant with a line end', { tenant: 'acme\n' }],
  ['S4 a tenant with NUL', { tenant: 'acme\0x' }],
  ['S4 a tenant in an object', { tenant: { acme: true } }],
  ['S4 a tenant of a prototype', { tenant: '__proto__' }],
  ['S4 a tenant by its reference', { tenant: tenantReference('acme') }],
  ['S4 no text', { tenant: '' }],
  ['H5 CR and LF in the subject', { sub: 'jane\r\nX-Evil: 1' }],
  ['L3 a quote in the subject', { sub: 'jane","reason":"none' }],
  ['L3 a backslash in the subject', { sub: 'jane\\' }],
  ['L3 a line separator in the subject', { sub: 'jane\u2028x' }],
  ['S4 no subject', { sub: undefined }],
  ['S4 a subject in a list', { sub: ['jane'] }],
  ['S4 roles in objects', { roles: [{ name: 'buyer' }] }],
  ['S4 roles in lists', { roles: [['buyer']] }],
  ['S4 roles by index', { roles: { 0: 'buyer', length: 1 } }],
  ['S4 a role with NUL', { roles: ['buyer\0'] }],
  [
    'S4 a thousand roles',
    { roles: Array.from({ length: 1_000 }, (_, index) => (index === 0 ? 'buyer' : `r${index}`)) },
  ],
  ['S4 a claim that a forbid asks for, of another type', { suspended: 'true' }],
  ['S4 the same as null', { suspended: null }],
  ['J9 more than 8,192 characters', { pad: 'x'.repeat(6_300) }],
  ['L4 an id that is no text', { jti: { a: 1 } }],
];

/** Known callers without the role, or with one too many words in it. */
const POWERLESS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['roles with a comma', { roles: 'buyer,clerk' }],
  ['roles with a space', { roles: 'buyer clerk' }],
  ['roles as JSON text', { roles: '["buyer"]' }],
  ['a role in another case', { roles: ['Buyer'] }],
  ['a role as Cedar writes it', { roles: ['Gatehouse::Role::"buyer"'] }],
  ['a role that ends the text', { roles: ['x" || true || "'] }],
  ['a role in full-width letters', { roles: ['ｂｕｙｅｒ'] }],
  ['a role of a prototype', { roles: ['__proto__', 'constructor'] }],
  ['no roles', { roles: undefined }],
  ['the name of a proxy user', { sub: 'shop', roles: [] }],
  ['a path to a proxy user', { sub: '../shop', roles: [] }],
  ['a claim that forbids', { suspended: true }],
];

const HEADERS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['J1 none', { alg: 'none' }],
  ['J1 nOnE', { alg: 'nOnE' }],
  ['J2 an algorithm that the key is not for', { alg: 'ES256' }],
  ['J2 RS512', { alg: 'RS512' }],
  ['J2 PS256', { alg: 'PS256' }],
  ['J3 an unknown key', { kid: 'other' }],
  ['J3 a path for a key', { kid: '../../../dev/null' }],
  ['J3 SQL for a key', { kid: "w1' OR '1'='1" }],
  ['J3 no key', { kid: undefined }],
  ['J3 a key of a prototype', { kid: '__proto__' }],
  ['J4 jku', { jku: 'https://evil.example.com/jwks' }],
  ['J4 x5u', { x5u: 'https://evil.example.com/x5u' }],
  ['J4 x5c', { x5c: ['MIIB'] }],
  ['J5 an unknown critical member', { crit: ['exp'] }],
  ['J5 an empty list of them', { crit: [] }],
  ['J5 b64', { b64: false, crit: ['b64'] }],
  ['J5 zip', { zip: 'DEF' }],
  ['J5 cty', { cty: 'JWT' }],
  ['J7 another type', { typ: 'dpop+jwt' }],
];

const SPELLINGS: readonly IdentityAttack[] = [
  { name: 'J1 no signature', lines: (rig) => bearer(rig.jwt().replace(/[^.]*$/, '')) },
  {
    name: 'J1 none and no signature',
    lines: (rig) => bearer(`${encodePart({ ...HEADER, alg: 'none' })}.${encodePart(rig.claims())}.`),
  },
  {
    name: 'J2 HS256 with the public key as PEM',
    lines: (rig) => hmacSigned(rig, 'HS256', rig.keys.workforce.publicKey.export({ type: 'spki', format: 'pem' })),
  },
  {
    name: 'J2 HS512 with the public key as DER',
    lines: (rig) => hmacSigned(rig, 'HS512', rig.keys.workforce.publicKey.export({ type: 'spki', format: 'der' })),
  },
  {
    name: 'J2 HS256 with the key set’s text',
    lines: (rig) => hmacSigned(rig, 'HS256', JSON.stringify(rig.keys.workforce.jwk)),
  },
  { name: 'J2 HS256 with nothing', lines: (rig) => hmacSigned(rig, 'HS256', '') },
  {
    name: 'J4 a key of one’s own in the header',
    lines: (rig) => {
      const own = rsaKey('w1');
      return bearer(forgeJwt(own, { ...HEADER, jwk: own.jwk }, rig.claims()));
    },
  },
  { name: 'J7 another issuer’s key', lines: (rig) => bearer(forgeJwt(rig.keys.partner, HEADER, rig.claims())) },
  {
    name: 'J7 another issuer’s key by its name',
    lines: (rig) => bearer(forgeJwt(rig.keys.partner, { ...HEADER, kid: 'p1' }, rig.claims())),
  },
  { name: 'J8 a second tenant', lines: (rig) => spelled(rig, claimsText(rig, '"tenant":"acme"')) },
  { name: 'J8 a second subject, in escapes', lines: (rig) => spelled(rig, claimsText(rig, '"\\u0073ub":"root"')) },
  {
    name: 'J8 a second algorithm',
    lines: (rig) => spelled(rig, JSON.stringify(rig.claims()), '{"alg":"RS256","typ":"JWT","kid":"w1","alg":"none"}'),
  },
  {
    name: 'J8 claims by a prototype',
    lines: (rig) => spelled(rig, `{"__proto__":${JSON.stringify(rig.claims())}}`),
  },
  {
    name: 'J8 roles by a prototype',
    lines: (rig) =>
      spelled(rig, JSON.stringify(rig.claims({ roles: undefined })).replace(/}$/, ',"__proto__":{"roles":["buyer"]}}')),
    forbidden: true,
  },
  { name: 'J5 JSON serialisation', lines: (rig) => bearer(JSON.stringify({ payload: rig.jwt() })) },
  {
    name: 'J5 a token in a token',
    lines: (rig) => bearer(forgeJwt(rig.keys.workforce, HEADER, JSON.stringify(rig.jwt()))),
  },
  { name: 'J12 two at once', lines: (rig) => [...bearer(rig.jwt()), `x-api-key: ${rig.token('acme/shop')}`] },
  {
    name: 'J12 two of one kind',
    lines: (rig) => [...bearer(rig.token('globex/desk')), ...bearer(rig.token('acme/shop'))],
  },
  {
    name: 'J12 two in one line',
    lines: (rig) => bearer(`${rig.token('acme/idle')}, Bearer ${rig.token('acme/shop')}`),
  },
  { name: 'J12 another spelling', lines: (rig) => [...bearer(rig.token('acme/shop')), 'x.api.key: x'] },
  { name: 'J12 in the query', lines: () => [], target: '/prod/orders/orders?access_token=x' },
  { name: 'J12 as a cookie', lines: (rig) => [`Cookie: Authorization=Bearer%20${rig.token('acme/shop')}`] },
  {
    name: 'J12 as a Basic password',
    lines: (rig) => [`Authorization: Basic ${Buffer.from(`x:${rig.token('acme/shop')}`).toString('base64')}`],
  },
  { name: 'J12 a JWT as an API key', lines: (rig) => [`x-api-key: ${rig.jwt()}`] },
  { name: 'Q1 the digest that is stored', lines: (rig) => bearer(digestProxyToken(rig.token('acme/shop'))) },
  {
    name: 'Q1 the digest for a secret',
    lines: (rig) =>
      bearer(
        spliced({ ...partsOf(rig.token('acme/shop')), secret: digestProxyToken(rig.token('acme/shop')).slice(0, 43) }),
      ),
  },
  { name: 'Q1 in another case', lines: (rig) => bearer(rig.token('acme/shop').toUpperCase()) },
  { name: 'Q1 with a dot behind it', lines: (rig) => bearer(`${rig.token('acme/shop')}.`) },
  {
    name: 'S4 a role that only another issuer may give',
    lines: (rig) =>
      bearer(
        forgeJwt(
          rig.keys.partner,
          { ...HEADER, kid: 'p1' },
          rig.claims({ iss: 'https://partner.example.com', tenant: 'acme', roles: ['buyer'] }),
        ),
      ),
    target: '/prod/orders/orders/1',
    forbidden: true,
  },
];

export const IDENTITY_ATTACKS: readonly IdentityAttack[] = [
  ...CHANGED_CLAIMS.map(([name, changes]): IdentityAttack => ({ name, lines: (rig) => bearer(rig.jwt(changes)) })),
  ...POWERLESS.map(
    ([name, changes]): IdentityAttack => ({
      name: `S4 ${name}`,
      lines: (rig) => bearer(rig.jwt(changes)),
      forbidden: true,
    }),
  ),
  {
    name: 'S4 the name of a proxy user with more rights',
    lines: (rig) => bearer(rig.jwt({ sub: 'auditor', roles: [] })),
    target: '/prod/orders/audit',
    forbidden: true,
  },
  ...HEADERS.map(([name, header]): IdentityAttack => ({ name, lines: (rig) => bearer(rig.jwt({}, header)) })),
  ...SPELLINGS,
  ...SPLICES.map(
    ([name, splice]): IdentityAttack => ({
      name: `Q3 ${name}`,
      lines: (rig) => bearer(spliced(splice(partsOf(rig.token('globex/desk')), partsOf(rig.token('acme/shop'))))),
    }),
  ),
];
