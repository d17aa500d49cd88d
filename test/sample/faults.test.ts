import { parseAuditLine } from '../../cli/audit-line';
import { send } from '../conformance/check-case';
import { writeFigures } from '../support/figures';
import { removeAssembly, synthesize } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';

const CALLS = 20;
const FRESHNESS_MS = 5_000;
const SECRET_AGE_MS = 300_000;
const STALE_BOUND_MS = 3_600_000;

describe('a dependency fails under the running gateway', () => {
  let assembly: string;
  let gateway: ServedGateway;
  let undecided = 0;
  let faulted = 0;

  beforeAll(async () => {
    assembly = synthesize();
  });

  afterAll(() => {
    removeAssembly(assembly);
    writeFigures('faults', [
      {
        name: 'undecided requests let through while a dependency was down',
        value: undecided,
        unit: 'requests',
        goal: '0',
      },
      { name: 'requests sent while a dependency was down', value: faulted, unit: 'requests', goal: '> 0' },
    ]);
  });

  beforeEach(async () => {
    gateway = await serveGateway(assembly);
  });

  afterEach(() => gateway.stop());

  function tokenOf(id: string): string {
    return String(gateway.description.users.find((user) => user.id === id)?.token);
  }

  async function call(token: string | undefined): Promise<{ status: number; code: unknown; upstream: boolean }> {
    const before = outcomesWithUpstream();
    const answer = await send(gateway.description.url, {
      method: 'GET',
      path: '/orders/orders',
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    });
    const problem = JSON.parse(answer.body.toString()) as { code?: unknown };
    return { status: answer.status, code: problem.code, upstream: outcomesWithUpstream() > before };
  }

  function outcomesWithUpstream(): number {
    return gateway.log.filter((line) => (parseAuditLine(line)?.unmapped.upstreamStatus ?? 0) > 0).length;
  }

  test('S1 DynamoDB: every call is refused with 503 and nobody is called, until it is back', async () => {
    const before = await call(tokenOf('shop'));
    gateway.twin.clock.advance(FRESHNESS_MS);
    await gateway.twin.killEndpoint('dynamodb');

    const during = [];
    for (let index = 0; index < CALLS; index += 1) {
      during.push(await call(tokenOf(index % 2 === 0 ? 'shop' : 'visitor')));
    }
    await gateway.twin.restoreEndpoint('dynamodb');
    const after = await call(tokenOf('shop'));

    faulted += during.length;
    undecided += during.filter(({ status, upstream }) => status < 400 || upstream).length;
    expect(before.status).toBe(200);
    expect(new Set(during.map(({ status, code }) => `${status} ${String(code)}`))).toEqual(
      new Set(['503 service_unavailable']),
    );
    expect(after.status).toBe(200);
    const faults = gateway.log
      .flatMap((line) => parseAuditLine(line)?.unmapped ?? [])
      .filter(({ decision }) => decision === 'fault');
    expect(faults).toHaveLength(CALLS);
    expect(new Set(faults.map(({ reason }) => reason))).toEqual(new Set(['registry_unavailable']));
  });

  test('S1 a caller without a credential is told 401, whatever is down', async () => {
    await gateway.twin.killEndpoint('dynamodb');

    const answer = await call(undefined);

    expect(answer).toEqual({ status: 401, code: 'unauthorized', upstream: false });
  });

  test('S3 Secrets Manager, cold: 503, and the upstream is not called', async () => {
    await gateway.twin.killEndpoint('secretsManager');

    const during = [];
    for (let index = 0; index < CALLS; index += 1) {
      during.push(await call(tokenOf('shop')));
    }

    faulted += during.length;
    undecided += during.filter(({ status, upstream }) => status < 400 || upstream).length;
    expect(new Set(during.map(({ status, code }) => `${status} ${String(code)}`))).toEqual(
      new Set(['503 service_unavailable']),
    );
  });

  test('S3 Secrets Manager, warm: the known version serves for an hour, then 503', async () => {
    const warm = await call(tokenOf('shop'));
    await gateway.twin.killEndpoint('secretsManager');
    gateway.twin.clock.advance(SECRET_AGE_MS + 1);
    const stale = await call(tokenOf('shop'));
    gateway.twin.clock.advance(STALE_BOUND_MS);
    const expired = await call(tokenOf('shop'));

    expect([warm.status, stale.status, expired.status]).toEqual([200, 200, 503]);
  });
});
