import { sendCloudFormationResponse } from '../../lambda/adapters/cloudformation-response';
import { LoopbackEndpoint } from '../../local/services/loopback-endpoint';
import { readText } from '../../local/services/request-text';

describe('answering CloudFormation', () => {
  let endpoint: LoopbackEndpoint;
  let received: { method?: string; url?: string; type?: string; body: string }[];
  let statuses: number[];
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);

  beforeEach(async () => {
    [received, statuses, pauses.length] = [[], [], 0];
    endpoint = new LoopbackEndpoint((request, response) => {
      void readText(request).then((body) => {
        received.push({ method: request.method, url: request.url, type: request.headers['content-type'], body });
        response.writeHead(statuses.shift() ?? 200).end();
      });
    });
    await endpoint.start();
  });
  afterEach(() => endpoint.kill());

  it('puts JSON without a content type at the address that was given', async () => {
    await sendCloudFormationResponse(`${endpoint.url}/bucket?Signature=x%2By`, { Status: 'SUCCESS', é: 1 }, pause);

    expect(received).toEqual([
      { method: 'PUT', url: '/bucket?Signature=x%2By', type: '', body: '{"Status":"SUCCESS","é":1}' },
    ]);
  });

  it('tries again, and says so in the end', async () => {
    statuses = [503, 500, 200, 500, 500, 500, 500];

    await sendCloudFormationResponse(endpoint.url, {}, pause);
    expect([received.length, pauses]).toEqual([3, [1000, 2000]]);

    await expect(sendCloudFormationResponse(endpoint.url, {}, pause)).rejects.toThrow('answered 500');
    expect(received).toHaveLength(7);
  });

  it('speaks TLS to an https address, and fails where nobody listens', async () => {
    const tls = sendCloudFormationResponse(endpoint.url.replace('http:', 'https:'), {}, pause);
    await expect(tls).rejects.toThrow(/SSL|EPROTO|wrong version|socket/i);

    const { url } = endpoint;
    await endpoint.kill();
    await expect(sendCloudFormationResponse(url, {}, pause)).rejects.toThrow('ECONNREFUSED');
  });
});
