import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { readText } from './request-text';
import { ServiceError } from './service-error';

/** What one service of AWS's JSON 1.1 protocol does with a call. */
export interface JsonServiceProps<Operation> {
  /** For messages. */
  readonly service: string;
  /** What `X-Amz-Target` starts with, as `secretsmanager.`. */
  readonly targetPrefix: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Member of an error's body that holds its text: services differ in its spelling. */
  readonly messageMember: 'message' | 'Message';
  /** Error code of what is no error of the service's own. */
  readonly failureCode: string;
  /** @throws ServiceError */
  call(
    operation: Operation,
    input: Readonly<Record<string, unknown>>,
    request: { readonly name: string; readonly message: IncomingMessage },
  ): unknown;
}

/** Answers calls of AWS's JSON 1.1 protocol, the operation in `X-Amz-Target`. */
export function jsonServiceListener<Operation>(props: JsonServiceProps<Operation>): RequestListener {
  return (request, response) => {
    void answer(props, request).then(
      (body) => reply(response, 200, body),
      (error: unknown) => {
        const [status, code, message] =
          error instanceof ServiceError
            ? [error.status, error.code, error.message]
            : [500, props.failureCode, String(error)];
        reply(response, status, { __type: code, [props.messageMember]: message });
      },
    );
  };
}

async function answer<Operation>(props: JsonServiceProps<Operation>, message: IncomingMessage): Promise<unknown> {
  const { service, targetPrefix, operations } = props;
  const text = await readText(message);
  const target = String(message.headers['x-amz-target'] ?? '');
  const name = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : '';
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation === undefined) {
    throw new ServiceError(
      'UnknownOperationException',
      `The twin's ${service} has no ${target || 'such operation'}; it has ${Object.keys(operations).join(', ')}.`,
    );
  }
  return props.call(operation, parseInput(text), { name, message });
}

function parseInput(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>;
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON.');
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
