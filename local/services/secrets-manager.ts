import type { RequestListener } from 'node:http';
import { type AccessGuard, OPEN_GUARD } from '../permissions/access-guard';
import { jsonServiceListener } from './json-service';
import { secretRefusal, secretRequirements } from './secret-access';
import { SECRET_OPERATIONS, type SecretPlace } from './secret-operations';
import type { SecretStore } from './secret-store';

/** Secrets Manager, as far as the product uses it. */
export class SecretsManager {
  readonly listener: RequestListener;

  constructor(store: SecretStore, place: SecretPlace, guard: AccessGuard = OPEN_GUARD) {
    this.listener = jsonServiceListener({
      service: 'Secrets Manager',
      targetPrefix: 'secretsmanager.',
      operations: SECRET_OPERATIONS,
      messageMember: 'Message',
      failureCode: 'InternalServiceError',
      call: (operation, input, { name, message }) => {
        guard.check(message, secretRequirements(name, input, store, place), secretRefusal);
        return operation(input, store, place);
      },
    });
  }
}
