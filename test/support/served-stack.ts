import { createServer, type Server } from 'node:http';
import type { OperationsOutput } from '../../lambda/contract/operations-output';
import type { TwinConnection } from '../../cli/connection/twin-connection';

const CALLER = 'arn:aws:sts::123456789012:assumed-role/operator/jane';

/** What a deployed stack is to the command line: outputs, an identity, and the services of a twin behind it. */
export interface ServedStack {
  /** For a command's environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly caller: string;
  stop(): Promise<void>;
}

/**
 * Answers DescribeStacks and GetCallerIdentity as AWS does, as far as a command asks.
 *
 * @param stacks outputs by stack; the JSON that each proxy of a stack gives.
 */
export async function serveStacks(
  { endpoints }: TwinConnection,
  stacks: Readonly<Record<string, readonly OperationsOutput[]>>,
): Promise<ServedStack> {
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const { status, text } =
        form.get('Action') === 'GetCallerIdentity'
          ? { status: 200, text: identity(request.headers.authorization ?? '') }
          : describe(String(form.get('StackName')), stacks);
      response.writeHead(status, { 'content-type': 'text/xml' }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    environment: {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_CLOUDFORMATION: url,
      AWS_ENDPOINT_URL_STS: url,
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
      AWS_ENDPOINT_URL_API_GATEWAY: endpoints.apiGateway,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoints.logs,
    },
    caller: CALLER,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function identity(authorization: string): string {
  const signed =
    authorization.startsWith('AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/') && authorization.includes('/sts/');
  return signed
    ? `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${CALLER}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`
    : '<ErrorResponse><Error><Code>MissingAuthenticationToken</Code></Error></ErrorResponse>';
}

function describe(name: string, stacks: Readonly<Record<string, readonly OperationsOutput[]>>) {
  const proxies = stacks[name];
  if (proxies === undefined) {
    const message = `Stack with id ${name} does not exist`;
    return {
      status: 400,
      text: `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
    };
  }
  const outputs = ['something else', ...proxies.map((proxy) => JSON.stringify(proxy))]
    .map((value, index) => `<member><OutputKey>O${index}</OutputKey><OutputValue>${xml(value)}</OutputValue></member>`)
    .join('');
  return {
    status: 200,
    text: `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${name}</StackName><CreationTime>2026-11-25T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${outputs}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  };
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
