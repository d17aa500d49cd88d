// As modules, not as destructured functions: whoever instruments a process replaces their properties.
import http from 'node:http';
import https from 'node:https';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsEnvironment, AwsService } from './aws-environment';
import { SigningHash } from './signing-hash';

/** Raised where a call has no answer, or one that is an error. Named as AWS names it, or after what failed. */
export class AwsCallError extends Error {
  /** `httpStatusCode` is left out where there was no answer. */
  public readonly $metadata: { readonly httpStatusCode?: number };

  public constructor(
    public override readonly name: string,
    message: string,
    status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.$metadata = status === undefined ? {} : { httpStatusCode: status };
  }
}

export interface AwsJsonProtocol {
  readonly service: AwsService;
  /** Prefix of every operation, for example `DynamoDB_20120810`. */
  readonly target: string;
  readonly contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
}

type Json = Readonly<Record<string, unknown>>;

/** Attempts that one call has. */
const ATTEMPTS = 2;
/** DynamoDB answers 16 MB at most; there is no more than that to read. */
const ANSWER_LIMIT_BYTES = 17 * 1024 * 1024;
/** Longest pause before an attempt that follows a throttled one, in milliseconds. */
const PAUSE_MS = 50;
const THROTTLES: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/**
 * Calls AWS services that speak JSON: one POST an operation, signed by the AWS SDK's own signer, with two attempts at
 * most and an end to each.
 *
 * It does for a function on the path of requests what the SDK's clients do, and loads in a tenth of their time.
 *
 * @see AWS JSON 1.0 and 1.1 protocols, Smithy 2.0
 */
export class AwsJsonClient {
  readonly #transport: Pick<typeof https, 'request'>;
  readonly #agent: http.Agent;
  readonly #url: URL;
  readonly #signer: SignatureV4;

  /** @param attemptMs longest time from sending to the last byte of the answer, in milliseconds. */
  public constructor(
    environment: AwsEnvironment,
    private readonly protocol: AwsJsonProtocol,
    private readonly attemptMs: number,
  ) {
    this.#url = new URL(environment.endpoints[protocol.service]);
    const secure = this.#url.protocol === 'https:';
    this.#transport = secure ? https : http;
    this.#agent = secure ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
    this.#signer = new SignatureV4({
      service: protocol.service,
      region: environment.region,
      credentials: environment.credentials,
      sha256: SigningHash,
    });
  }

  /** @throws AwsCallError */
  public async call(operation: string, input: object): Promise<Json> {
    const body = JSON.stringify(input);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(operation, body);
      } catch (error) {
        if (attempt === ATTEMPTS || !(error instanceof AwsCallError) || !isTransient(error)) {
          throw error;
        }
        if (THROTTLES.has(error.name)) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MS));
        }
      }
    }
  }

  async #attempt(operation: string, body: string): Promise<Json> {
    const { status, text } = await this.#exchange(await this.#sign(operation, body), body);
    const answer = parse(text);
    if (status === 200 && answer !== undefined) {
      return answer;
    }
    if (status === 200) {
      throw new AwsCallError('UnreadableAnswer', `${operation} was answered with something that is no JSON.`);
    }
    const { __type: type, message, Message } = answer ?? {};
    const name = typeof type === 'string' ? (type.split('#').at(-1) as string) : `HttpStatus${status}`;
    throw new AwsCallError(name, String(message ?? Message ?? ''), status);
  }

  async #sign(operation: string, body: string): Promise<Readonly<Record<string, string>>> {
    const { protocol, hostname, host, pathname } = this.#url;
    const signed = await this.#signer.sign({
      method: 'POST',
      protocol,
      hostname,
      path: pathname,
      query: {},
      headers: {
        host,
        'content-type': this.protocol.contentType,
        'x-amz-target': `${this.protocol.target}.${operation}`,
      },
      body,
    });
    return signed.headers;
  }

  #exchange(headers: Readonly<Record<string, string>>, body: string): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const fail = (name: string, cause?: unknown): void => {
        clearTimeout(timer);
        request.destroy();
        reject(new AwsCallError(name, `${this.protocol.service} gave no answer.`, undefined, { cause }));
      };
      const timer = setTimeout(() => fail('TimeoutError'), this.attemptMs);
      const request = this.#transport.request(this.#url, {
        method: 'POST',
        agent: this.#agent,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      });
      request.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name, error));
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > ANSWER_LIMIT_BYTES) {
            fail('AnswerTooLarge');
          } else {
            chunks.push(chunk);
          }
        });
        response.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name, error));
        response.on('end', () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode as number, text: Buffer.concat(chunks).toString('utf8') });
        });
      });
      request.end(body);
    });
  }
}

function isTransient({ name, $metadata: { httpStatusCode: status } }: AwsCallError): boolean {
  return status === undefined || status >= 500 || status === 429 || THROTTLES.has(name);
}

function parse(text: string): Json | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? (json as Json) : undefined;
  } catch {
    return undefined;
  }
}
