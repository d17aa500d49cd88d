import { createHash } from 'node:crypto';
import { type EchoUpstream, startEchoUpstream } from '../../../local/services/echo-upstream';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the echo upstream', () => {
  let upstream: EchoUpstream;

  beforeEach(async () => {
    upstream = await startEchoUpstream();
  });

  afterEach(() => upstream.stop());

  test('answers with what it saw', async () => {
    const answer = await fetch(`${upstream.url}/v1//orders?a=%2F&b`, {
      method: 'PUT',
      body: 'héllo',
      headers: { 'x-a': '1' },
    });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      method: 'PUT',
      url: '/v1//orders?a=%2F&b',
      headers: { 'x-a': '1' },
      bodyBytes: 6,
      bodySha256: sha256('héllo'),
    });
  });

  test('describes credentials and shows none', async () => {
    const headers = {
      authorization: 'Bearer s3cret-token',
      'x-api-key': 's3cret-key',
      cookie: 'sid=s3cret',
      'x-service-key': 's3cret-service',
    };

    const text = await (
      await fetch(`${upstream.url}/x?api_key=s3cret&page=2&access_token=s3cret2`, { headers })
    ).text();

    expect(text).not.toContain('s3cret');
    expect(JSON.parse(text)).toMatchObject({
      headers: {
        authorization: `Bearer (12 characters, sha256 ${sha256('s3cret-token').slice(0, 8)})`,
        'x-api-key': `value (10 characters, sha256 ${sha256('s3cret-key').slice(0, 8)})`,
      },
      url: `/x?api_key=value (6 characters, sha256 ${sha256('s3cret').slice(0, 8)})&page=2&access_token=value (7 characters, sha256 ${sha256('s3cret2').slice(0, 8)})`,
    });
  });

  test('counts', async () => {
    await fetch(`${upstream.url}/a?x=1`);
    await fetch(`${upstream.url}/a?x=2`);
    await fetch(`${upstream.url}/b`, { method: 'POST' });

    expect(upstream.requestCount).toBe(3);
    expect(upstream.counts).toEqual({ 'GET /a': 2, 'POST /b': 1 });
    expect(upstream.lastRequest).toMatchObject({ method: 'POST', url: '/b' });
  });
});
