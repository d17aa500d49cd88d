import { verify } from 'node:crypto';
import { JwtVerifier } from 'aws-jwt-verify';
import { identifyJwt } from '../../lambda/domain/identity';
import { parseJwtForm, type UnverifiedJwt } from '../../lambda/domain/jwt-form';
import { ISSUER, SIGNER } from '../support/authorizer-rig';
import { BenchAuthorizer } from './bench-authorizer';
import { type BenchRow, rounded } from './bench-row';
import { measureRounds, type RoundOptions } from './rounds';
import { addStoredPolicies, type StoreSize } from './stored-policies';

/** More tokens than the authorizer remembers: in turn, each is a new one to it. */
const TOKENS = 4_500;
const FRESHNESS_MS = 5_000;

/** What a decision costs in an execution environment that is warm. */
export async function warmDecisions(options: RoundOptions, sizes: readonly StoreSize[]): Promise<BenchRow[]> {
  const cached = new BenchAuthorizer(FRESHNESS_MS);
  const uncached = new BenchAuthorizer(0);
  const tokens = Array.from({ length: TOKENS }, (_, index) => cached.rig.jwt({ jti: `token-${index}` }));
  const parts = tokens.map((token) => {
    const dot = token.lastIndexOf('.');
    return { input: Buffer.from(token.slice(0, dot)), signature: Buffer.from(token.slice(dot + 1), 'base64url') };
  });
  const [token] = tokens as [string, ...string[]];
  const proxyToken = cached.rig.registry.mint('acme', 'ci').text;
  const forms = tokens.map(formOf);
  const library = libraryVerifier();
  let item = 0;
  const [floorTurn, verifyTurn, wholeTurn, libraryTurn] = [
    inTurn(parts),
    inTurn(forms),
    inTurn(tokens),
    inTurn(tokens),
  ];
  const floorOnce = (): boolean => {
    const { input, signature } = floorTurn();
    return verify('RSA-SHA256', input, SIGNER.publicKey, signature);
  };
  // Thousands of new tokens leave the collector work that would be counted for whatever comes next: they come last.
  const times = await measureRounds(
    {
      floor: floorOnce,
      known: () => identifyKnown(token, cached),
      repeat: () => cached.decide(token),
      repeatProxyToken: () => cached.decide(proxyToken),
      recorded: () => cached.pass(token),
      slice: () => cached.pass(token, `/shop/items/${(item += 1)}`),
    },
    options,
  );
  const anew = await measureRounds(
    {
      floor: floorOnce,
      verify: () => cached.ports.verifier.verify(unknown(verifyTurn()), ISSUER),
      library: () => library.verifySync(libraryTurn()),
      uncached: () => uncached.pass(wholeTurn(), `/shop/items/${(item += 1)}`),
    },
    options,
  );
  const { floor } = times;
  return [
    { what: 'crypto.verify, RS256', value: 1, micros: rounded(floor), unit: 'x', baseline: FLOOR },
    ratio('verify step, RS256', anew.verify, anew.floor, FLOOR, 1.3),
    ratio('known token, identified', times.known, floor, FLOOR, multipleOfFloor(3)),
    ratio('equal request again, JWT, without its record', times.repeat, floor, FLOOR, multipleOfFloor(8)),
    ratio(
      'equal request again, proxy token, without its record',
      times.repeatProxyToken,
      floor,
      FLOOR,
      multipleOfFloor(8),
    ),
    ratio('equal request again, JWT, with its record', times.recorded, floor, FLOOR, multipleOfFloor(8)),
    ratio('known token, new question', times.slice, floor, FLOOR, multipleOfFloor(60)),
    ratio('uncached authorizer', anew.uncached, anew.verify, 'verify step', 4),
    // Told too: the goal was set when this library, as it comes, was the verify step.
    ratio('verifySync of aws-jwt-verify', anew.library, anew.floor, FLOOR),
    ratio('uncached authorizer', anew.uncached, anew.library, 'verifySync of aws-jwt-verify'),
    ...(await readsPerRequest(uncached, tokens)),
    ...(await flatness(options, sizes)),
  ];
}

const FLOOR = 'crypto.verify';
/** Goals in microseconds were set where the floor took this long: as its multiples they hold on any machine. */
const FLOOR_MICROS_OF_GOALS = 20;

function multipleOfFloor(micros: number): number {
  return micros / FLOOR_MICROS_OF_GOALS;
}

function formOf(token: string): UnverifiedJwt {
  const form = parseJwtForm(token);
  if (!form.ok) {
    throw new Error(`The token is not read: ${form.reason}`);
  }
  return form.jwt;
}

function libraryVerifier(): { verifySync(jwt: string): unknown } {
  const { issuer, jwksUri } = ISSUER;
  const verifier = JwtVerifier.create({ issuer, jwksUri, audience: null, graceSeconds: Number.POSITIVE_INFINITY });
  verifier.cacheJwks({ keys: [SIGNER.jwk as never] });
  return verifier;
}

/** With claims of its own, a token is to the verifier one that it never saw. */
function unknown(jwt: UnverifiedJwt): UnverifiedJwt {
  return { ...jwt, claims: { ...jwt.claims } };
}

/** All that is done with a token that was accepted before. */
async function identifyKnown(token: string, { ports }: BenchAuthorizer): Promise<void> {
  const form = ports.jwts.parse(token);
  if (!form.ok || !(await identifyJwt(form.jwt, PROXY, ports)).ok) {
    throw new Error('The token is not accepted.');
  }
  ports.jwts.remember(form.jwt);
}

const PROXY = { version: 1 as const, issuers: [ISSUER] };

/** One after the other, round and round. */
function inTurn<T>(list: readonly T[]): () => T {
  let turn = 0;
  return () => list[(turn += 1) % list.length] as T;
}

function ratio(what: string, value: number, base: number, baseline: string, goal?: number): BenchRow {
  const row = { what, value: rounded(value / base), micros: rounded(value), unit: 'x', baseline };
  return goal === undefined ? row : { ...row, goal };
}

async function readsPerRequest(authorizer: BenchAuthorizer, tokens: readonly string[]): Promise<BenchRow[]> {
  const { roundTrips, items } = authorizer.table;
  await authorizer.pass(tokens[0] as string);
  const baseline = 'one request';
  return [
    {
      what: 'round trips, uncached',
      value: authorizer.table.roundTrips - roundTrips,
      unit: 'reads',
      baseline,
      goal: 1,
    },
    { what: 'items, uncached', value: authorizer.table.items - items, unit: 'items', baseline, goal: 6 },
  ];
}

/** The same question to stores of all sizes: none must cost more than the smallest. */
async function flatness(options: RoundOptions, sizes: readonly StoreSize[]): Promise<BenchRow[]> {
  let item = 0;
  const cases = sizes.map((size) => {
    const authorizer = new BenchAuthorizer(FRESHNESS_MS);
    addStoredPolicies(authorizer.rig.registry, size);
    const token = authorizer.rig.jwt();
    const name = `${size.policies.toLocaleString('en')} policies, ${size.tenants.toLocaleString('en')} tenants`;
    return [name, () => authorizer.pass(token, `/shop/items/${(item += 1)}`)] as const;
  });
  const times = await measureRounds(Object.fromEntries(cases), options);
  const [[smallest, base] = ['', Number.NaN], ...larger] = Object.entries(times);
  return larger.map(([name, time]) => ratio(`new question, ${name}`, time, base, smallest, 1.1));
}
