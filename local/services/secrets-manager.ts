import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AccessGuard, OPEN_GUARD } from '../permissions/access-guard';
import { secretRefusal, secretRequirements } from './secret-access';
import { SECRET_OPERATIONS, type SecretPlace } from './secret-operations';
import type { SecretStore } from './secret-store';
import { readText } from './request-text';
import { ServiceError } from './service-error';

/** Secrets Manager's wire form: JSON 1.1, the operation in `X-Amz-Target`. */
export class SecretsManager {
  constructor(
    private readonly store: SecretStore,
    private readonly place: SecretPlace,
    private readonly guard: AccessGuard = OPEN_GUARD,
  ) {}

  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    void this.answer(request).then(
      (body) => reply(response, 200, body),
      (error: unknown) => {
        if (error instanceof ServiceError)
          reply(response, error.status, { __type: error.code, Message: error.message });
        else reply(response, 500, { __type: 'InternalServiceError', Message: String(error) });
      },
    );
  };

  private async answer(request: IncomingMessage): Promise<unknown> {
    const text = await readText(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    const name = target.replace(/^secretsmanager\./, '');
    const operation = SECRET_OPERATIONS[name];
    if (operation === undefined) {
      const known = Object.keys(SECRET_OPERATIONS).join(', ');
      throw new ServiceError(
        'UnknownOperationException',
        `The twin's Secrets Manager has no ${target || 'such operation'}; it has ${known}.`,
      );
    }
    let input: Record<string, unknown>;
    try {
      input = JSON.parse(text === '' ? '{}' : text);
    } catch {
      throw new ServiceError('SerializationException', 'The request body is not JSON.');
    }
    this.guard.check(request, secretRequirements(name, input, this.store, this.place), secretRefusal);
    return operation(input, this.store, this.place);
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
