import { digestOfCall } from '../../lambda/domain/canonical-request';
import type { ForwardInput } from '../../lambda/domain/forward-input';
import { type Forwarded, Forwarding, refusal } from './forwarding';

const TOKEN = { Authorization: ['Bearer gth_client'] };
const CALL = { method: 'GET', fullPath: '/shop/items/1' };
/** What the authorizer says of a call where API Gateway keeps its answer. */
const KEPT = { keyedBy: 'authorization' as const, digest: digestOfCall(CALL) };

describe('a request that comes with an answer that may have been kept', () => {
  let forwarding: Forwarding;

  beforeEach(async () => {
    forwarding = await Forwarding.start();
  });
  afterEach(() => forwarding.stop());

  async function refusedFor(sent: Promise<Forwarded>): Promise<string> {
    const { status, reason, called } = refusal(await sent);
    expect(called).toBe(false);
    return `${status} ${reason}`;
  }

  test('P1 P4 is sent with its own query, in the documented encoding', async () => {
    const { status } = await forwarding.send({ headers: TOKEN, query: { b: ['2'], a: ['x y'] } }, KEPT);

    expect(status).toBe(200);
    expect(forwarding.upstream.requests.map(({ url }) => url)).toEqual(['/base/items/1?a=x%20y&b=2']);
  });

  test('comes with the credential in the header that it is keyed by', async () => {
    const headers = { 'x-api-key': ['gth_client'] };

    expect((await forwarding.send({ headers }, { ...KEPT, keyedBy: 'x-api-key' })).status).toBe(200);
    expect(await refusedFor(forwarding.send({ headers }, KEPT))).toBe('401 credential_conflict');
  });

  test.each<[string, ForwardInput['headers']]>([
    ['no credential', null],
    ['a credential twice', { Authorization: ['Bearer gth_client', 'Bearer gth_client'] }],
    ['a second credential', { ...TOKEN, 'x-api-key': ['gth_other'] }],
    ['a second credential in another spelling', { ...TOKEN, X_API_KEY: ['gth_other'] }],
    ['a proof of possession', { ...TOKEN, DPoP: ['proof'] }],
  ])('is refused with %s', async (_name, headers) => {
    expect(await refusedFor(forwarding.send({ headers }, KEPT))).toBe('401 credential_conflict');
  });

  test.each<[string, Partial<ForwardInput>]>([
    ['403 query_ambiguous', { query: { 'a;b': ['1'] } }],
    ['403 method_unsupported', { query: { _method: ['DELETE'] } }],
    ['403 method_unsupported', { headers: { ...TOKEN, 'X-HTTP-Method-Override': ['DELETE'] } }],
    ['403 header_ambiguous', { headers: { ...TOKEN, 'Content-Type': ['text/a', 'text/b'] } }],
    ['403 digest_mismatch', { path: '/shop/items/2' }],
    ['403 digest_mismatch', { method: 'PUT' }],
    ['403 path_ambiguous', { path: '/shop/items/../items/1' }],
  ])('is refused with %s for what the authorizer did not see: %j', async (expected, change) => {
    const sent = forwarding.send({ headers: TOKEN, ...change }, { ...KEPT, route: 'GET /items/{item}' });

    expect(await refusedFor(sent)).toBe(expected);
  });

  test('a refusal is the last word, after what is wrong with the request itself', async () => {
    const refused = { ...KEPT, verdict: 'refuse' as const, reason: 'route_unknown' as const };

    expect(await refusedFor(forwarding.send({ headers: TOKEN }, refused))).toBe('404 route_unknown');
    expect(await refusedFor(forwarding.send({ headers: TOKEN, query: { 'a;b': ['1'] } }, refused))).toBe(
      '403 query_ambiguous',
    );
    expect(await refusedFor(forwarding.send({ headers: null }, refused))).toBe('401 credential_conflict');
  });

  test('an answer about a whole request is none about its method and path, and the other way round', async () => {
    const whole = forwarding.contextOf(forwarding.input());

    expect(await refusedFor(forwarding.send({ headers: TOKEN }, { ...KEPT, digest: String(whole['digest']) }))).toBe(
      '403 digest_mismatch',
    );
    expect(await refusedFor(forwarding.send({ headers: TOKEN }, { digest: KEPT.digest }))).toBe('403 digest_mismatch');
  });
});
