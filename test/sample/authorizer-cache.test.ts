import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parseAuditLine } from '../../cli/audit-line';
import { twinTokens } from '../conformance/twin-tokens';
import { send } from '../conformance/check-case';
import { propertyRuns } from '../support/property-runs';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';

const TTL_SECONDS = 300;
/** The most that a REST API can tell apart: it knows no source for a whole query, and each must be there. */
const SOURCES = 'method.request.header.Authorization, context.httpMethod, context.path';

/** Switches the cache on behind the constructs' back, as an escape hatch would. */
function switchOn(assembly: string, sources: string): void {
  for (const name of readdirSync(assembly).filter((file) => file.endsWith('.template.json'))) {
    const file = path.join(assembly, name);
    const template = JSON.parse(readFileSync(file, 'utf8')) as {
      Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
    };
    for (const { Type: type, Properties: properties } of Object.values(template.Resources)) {
      if (type === 'AWS::ApiGateway::Authorizer') {
        properties['AuthorizerResultTtlInSeconds'] = TTL_SECONDS;
        properties['IdentitySource'] = sources;
      }
    }
    writeFileSync(file, JSON.stringify(template));
  }
}

interface Call {
  readonly by: string;
  readonly method: string;
  readonly path: string;
}

function tokensOf(gateway: ServedGateway): Record<string, string> {
  return Object.fromEntries(
    gateway.description.users.map(({ tenant, id, token }) => [`${tenant}/${id}`, String(token)]),
  );
}

async function callWith(gateway: ServedGateway, token: string | undefined, { method, path: target }: Omit<Call, 'by'>) {
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return await send(gateway.description.url, { method, path: target, headers });
}

const records = (gateway: ServedGateway, event: string) =>
  gateway.log.flatMap((line) => parseAuditLine(line)?.unmapped ?? []).filter((detail) => detail.event === event);

describe('the authorizer cache, switched on by an escape hatch and not by the option', () => {
  const assemblies = [synthesize(), synthesize(), synthesize()] as const;
  const [off, on, coarse] = assemblies;
  let gateways: ServedGateway[] = [];

  beforeAll(() => {
    switchOn(on, SOURCES);
    switchOn(coarse, 'method.request.header.Authorization');
  });
  afterEach(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    gateways = [];
  });
  afterAll(() => assemblies.forEach(removeAssembly));

  async function serve(assembly: string): Promise<ServedGateway> {
    const gateway = await serveGateway(assembly);
    gateways.push(gateway);
    return gateway;
  }

  test('A1 is off by default: no time to live and no identity source', () => {
    const template = readdirSync(off).find((name) => name.endsWith('.template.json')) as string;
    const text = readFileSync(path.join(off, template), 'utf8');
    const { Resources: resources } = JSON.parse(text) as {
      Resources: Record<string, { Type: string; Properties: object }>;
    };
    const authorizers = Object.values(resources).filter(({ Type: type }) => type === 'AWS::ApiGateway::Authorizer');

    expect(authorizers.map(({ Properties: properties }) => properties)).toEqual([
      expect.objectContaining({ AuthorizerResultTtlInSeconds: 0 }),
    ]);
    expect(authorizers[0]?.Properties).not.toHaveProperty('IdentitySource');
  });

  test('A2 switched on with all that a REST API can tell apart, it answers otherwise than the proxy decides', async () => {
    const gateway = await serve(on);
    const { 'acme/shop': token } = tokensOf(gateway);
    const get = { method: 'GET', path: '/orders/orders' };

    const first = await callWith(gateway, token, get);
    const second = await callWith(gateway, token, get);
    const otherQuery = await callWith(gateway, token, { ...get, path: '/orders/orders?page=2' });
    const byKey = await send(gateway.description.url, { ...get, headers: { 'x-api-key': String(token) } });

    expect([first.status, second.status]).toEqual([200, 200]);
    // The digest of the cached answer is that of another query.
    expect(otherQuery.status).toBe(403);
    // A caller whose credential is in the other header has no identity source, and never gets to the authorizer.
    expect(byKey.status).toBe(401);
    // One decision's record for three calls that reached a forwarder, whose records all have its id.
    expect(records(gateway, 'decision')).toHaveLength(1);
    const outcomes = records(gateway, 'outcome');
    expect(outcomes).toHaveLength(3);
    expect(new Set(outcomes.map(({ id }) => id)).size).toBe(1);
  });

  test('J6 switched on, a token that is over is let through: an answer’s time to live is the authorizer’s own', async () => {
    const outcome = async (assembly: string) => {
      const gateway = await serve(assembly);
      const { 'jwt:acme/buyer': jwt } = await twinTokens(gateway.description);
      const before = await callWith(gateway, jwt, { method: 'GET', path: '/orders/orders' });
      const { exp } = JSON.parse(Buffer.from(String(jwt).split('.')[1] as string, 'base64url').toString()) as {
        exp: number;
      };
      gateway.twin.clock.advance(exp * 1_000 - gateway.twin.clock.now() - 60_000);
      await callWith(gateway, jwt, { method: 'GET', path: '/orders/orders' });
      gateway.twin.clock.advance(60_000);
      const after = await callWith(gateway, jwt, { method: 'GET', path: '/orders/orders' });
      return [before.status, after.status];
    };

    expect(await outcome(off)).toEqual([200, 401]);
    expect(await outcome(on)).toEqual([200, 200]);
  });

  test('A3 P1 however coarse its key, it opens no route, method or API that the proxy would not', async () => {
    const [cached, uncached] = [await serve(coarse), await serve(off)];
    const call = fc.record({
      by: fc.constantFrom('acme/shop', 'globex/desk', 'acme/build'),
      method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST'),
      path: fc.constantFrom(
        '/orders/orders',
        '/orders/orders/1',
        '/orders/orders/2',
        '/orders/orders?x=1',
        '/orders/receipts/acme/1',
        '/orders/receipts/globex/1',
        '/packages/left-pad',
        '/packages/left-pad/-/a.tgz',
        '/orders/*',
        '/orders/none',
      ),
    });
    let [opened, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 3, maxLength: 8 }), async (calls) => {
        for (const one of calls) {
          const { status: strict } = await callWith(uncached, tokensOf(uncached)[one.by], one);
          const { status } = await callWith(cached, tokensOf(cached)[one.by], one);
          if (strict >= 400) {
            expect(status).toBeGreaterThanOrEqual(400);
            refused += 1;
          }
          opened += status < 400 ? 1 : 0;
        }
        // What is cached runs out, so that other answers come to be cached.
        cached.twin.clock.advance(TTL_SECONDS * 1_000);
      }),
      propertyRuns(8, 300),
    );
    expect(Math.min(opened, refused)).toBeGreaterThan(0);
  });
});
