import { createServer, type Server } from 'node:http';
import { readCallerIdentity } from '../../lambda/adapters/caller-identity';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'canary-secret', sessionToken: 'canary-session' };
const ARN = 'arn:aws:sts::123456789012:assumed-role/operator/jane';

describe('asking who signs', () => {
  let server: Server;
  let url: string;
  let answer: { status: number; text: string };
  let asked: { authorization: string; token: string; body: string };

  beforeEach((done) => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked = {
          authorization: String(request.headers.authorization),
          token: String(request.headers['x-amz-security-token']),
          body,
        };
        response.writeHead(answer.status).end(answer.text);
      });
    }).listen(0, '127.0.0.1', () => {
      url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
      done();
    });
  });

  afterEach((done) => {
    server.close(done);
  });

  test('a signed GetCallerIdentity answers with the ARN', async () => {
    answer = { status: 200, text: `<R><GetCallerIdentityResult><Arn>${ARN}</Arn></GetCallerIdentityResult></R>` };

    expect(await readCallerIdentity('eu-west-1', CREDENTIALS, url)).toBe(ARN);
    expect(asked).toEqual({
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/sts\/aws4_request, .*host.*Signature=[0-9a-f]{64}$/,
      ),
      token: 'canary-session',
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
  });

  test.each([
    [403, '<ErrorResponse><Error><Code>ExpiredToken</Code></Error></ErrorResponse>', 'ExpiredToken'],
    [500, 'not what it should be', 'status 500'],
    [200, '<Arn>nothing of the kind</Arn>', 'status 200'],
  ])('L4 %i is a fault that names the error and no secret', async (status, text, kind) => {
    answer = { status, text };

    const asking = readCallerIdentity('eu-west-1', CREDENTIALS, url);

    await expect(asking).rejects.toMatchObject({ name: 'ServiceFault', operation: 'GetCallerIdentity', kind });
    await expect(asking).rejects.not.toThrow('canary');
  });

  test('no answer and no credentials are faults too', async () => {
    const nobody = () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));

    await expect(readCallerIdentity('eu-west-1', CREDENTIALS, 'http://127.0.0.1:9')).rejects.toMatchObject({
      name: 'ServiceFault',
    });
    await expect(readCallerIdentity('eu-west-1', nobody, url)).rejects.toMatchObject({
      kind: 'CredentialsProviderError',
    });
  });
});
