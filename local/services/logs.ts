import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../gateway/model';
import { type AccessGuard, OPEN_GUARD } from '../permissions/access-guard';
import { logRefusal, logRequirements } from './log-access';
import { LOG_OPERATIONS } from './log-operations';
import type { LogStore } from './log-store';
import { readText } from './request-text';
import { ServiceError } from './service-error';

/** CloudWatch Logs' wire form: JSON 1.1, the operation in `X-Amz-Target`. */
export class Logs {
  constructor(
    private readonly store: LogStore,
    private readonly place: { readonly region: string; readonly accountId: string; readonly clock: Clock },
    private readonly guard: AccessGuard = OPEN_GUARD,
  ) {}

  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    void this.answer(request).then(
      (body) => reply(response, 200, body),
      (error: unknown) => {
        if (error instanceof ServiceError)
          reply(response, error.status, { __type: error.code, message: error.message });
        else reply(response, 500, { __type: 'ServiceUnavailableException', message: String(error) });
      },
    );
  };

  private async answer(request: IncomingMessage): Promise<unknown> {
    const text = await readText(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    const name = target.replace(/^Logs_20140328\./, '');
    const operation = Object.hasOwn(LOG_OPERATIONS, name) ? LOG_OPERATIONS[name] : undefined;
    if (operation === undefined) {
      const known = Object.keys(LOG_OPERATIONS).join(', ');
      throw new ServiceError(
        'UnknownOperationException',
        `The twin's CloudWatch Logs has no ${target || 'such operation'}; it has ${known}.`,
      );
    }
    let input: Record<string, unknown>;
    try {
      input = JSON.parse(text === '' ? '{}' : text);
    } catch {
      throw new ServiceError('SerializationException', 'The request body is not JSON.');
    }
    this.guard.check(request, logRequirements(name, input, this.place), logRefusal);
    return operation(input, this.store, this.place.clock.now());
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
