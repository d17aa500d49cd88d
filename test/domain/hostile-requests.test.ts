import path from 'node:path';
import fc from 'fast-check';
import type { Verdict } from '../../lambda/domain/authorize';
import { canonicaliseRequest } from '../../lambda/domain/canonical-request';
import { AuthorizerRig } from '../support/authorizer-rig';
import { writeFigures } from '../support/figures';
import { type GoodCredential, type HostileRequest, hostileRequest } from '../support/hostile-request';
import { propertyRuns } from '../support/property-runs';

const SAMPLE = 2_000;
const FULL = 100_000;
const OVERRIDES = ['xhttpmethodoverride', 'xhttpmethod', 'xmethodoverride'];

/** Every reading of a path that some server takes; one that means one thing reads the same in all of them. */
function readings(text: string): string[] {
  const decoded = decodeURIComponent(text);
  return [decoded, decodeURIComponent(encodeURI(decoded)), path.posix.normalize(decoded), decoded.normalize('NFKC')];
}

/**
 * What the declarations of the rig grant, said again without the code under test: reader and writer read items, the
 * writer of acme writes items other than the sealed one and reads files.
 */
function mayPass({ request, owner }: HostileRequest): boolean {
  const { method, path: asked, headers } = request;
  const overridden = Object.entries(headers ?? {}).some(
    ([name, values]) =>
      OVERRIDES.includes(name.toLowerCase().replace(/[-_ ]/g, '')) && values?.some((value) => value !== method),
  );
  if (
    owner === undefined ||
    overridden ||
    new Set(readings(asked)).size !== 1 ||
    new URL(`http://x${asked}`).pathname !== asked
  ) {
    return false;
  }
  const [, api, kind, item, ...more] = decodeURIComponent(asked).split('/');
  if (api !== 'shop') {
    return false;
  }
  if (kind === 'items' && more.length === 0 && item !== '') {
    return method === 'GET' || (method === 'PUT' && owner === 'acme/bob' && item !== 'sealed');
  }
  return kind === 'files' && method === 'GET' && owner === 'acme/bob';
}

type Forwarded = Extract<Verdict, { kind: 'pass' }>;

function isForwarded(verdict: Verdict): verdict is Forwarded {
  return verdict.kind === 'pass' && verdict.context.verdict === 'forward';
}

/** Granted to whom it is said to be, and decided on as the forwarder will read it again. */
function isRightly(hostile: HostileRequest, { context }: Forwarded): boolean {
  const canonical = canonicaliseRequest(hostile.request);
  return (
    mayPass(hostile) &&
    context.principal === hostile.owner &&
    canonical.ok &&
    canonical.request.digest === context.digest
  );
}

describe('hostile requests', () => {
  const rig = new AuthorizerRig();
  const good: readonly GoodCredential[] = [
    { owner: 'acme/ci', text: rig.registry.mint('acme', 'ci').text },
    { owner: 'acme/bob', text: rig.registry.mint('acme', 'bob').text },
    { owner: 'globex/eve', text: rig.registry.mint('globex', 'eve').text },
    { owner: 'acme/idp|alice', text: rig.jwt() },
  ];
  const counts = { tried: 0, passed: 0, bypassed: 0, unhandled: 0, unaudited: 0 };

  afterAll(() => {
    writeFigures('hostile-requests', [
      { name: 'hostile requests generated', value: counts.tried, unit: 'requests', goal: '100,000 in the full run' },
      { name: 'hostile requests that bypassed a rule', value: counts.bypassed, unit: 'requests', goal: '0' },
      { name: 'hostile requests that raised an unhandled error', value: counts.unhandled, unit: 'requests', goal: '0' },
      { name: 'hostile requests without exactly one record', value: counts.unaudited, unit: 'requests', goal: '0' },
    ]);
  });

  async function ask(request: HostileRequest['request']): Promise<Verdict | undefined> {
    try {
      return await rig.ask(request);
    } catch {
      return undefined;
    }
  }

  test('nothing passes but what is granted, nothing throws, each leaves one record', async () => {
    await fc.assert(
      fc.asyncProperty(hostileRequest(good), async (hostile) => {
        rig.records.length = 0;
        rig.lines.length = 0;

        const verdict = await ask(hostile.request);

        const bypassed = verdict !== undefined && isForwarded(verdict) && !isRightly(hostile, verdict);
        // API Gateway routes declared APIs only, so that another one is asked for is a deploy under way: a fault.
        const handled = verdict !== undefined && (verdict.kind !== 'fault' || verdict.reason === 'release_mismatch');
        const audited = rig.records.length === 1 && !/[\r\n]/.test(rig.lines[0] as string);
        counts.tried += 1;
        counts.passed += verdict !== undefined && isForwarded(verdict) ? 1 : 0;
        counts.bypassed += bypassed ? 1 : 0;
        counts.unhandled += handled ? 0 : 1;
        counts.unaudited += audited ? 0 : 1;
        expect({ bypassed, handled, audited, verdict }).toMatchObject({
          bypassed: false,
          handled: true,
          audited: true,
        });
      }),
      propertyRuns(SAMPLE, FULL),
    );
    expect(counts.passed).toBeGreaterThan(counts.tried / 100);
  });
});
