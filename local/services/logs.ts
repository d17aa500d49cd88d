import type { RequestListener } from 'node:http';
import type { Clock } from '../gateway/model';
import { type AccessGuard, OPEN_GUARD } from '../permissions/access-guard';
import { jsonServiceListener } from './json-service';
import { logRefusal, logRequirements } from './log-access';
import { LOG_OPERATIONS } from './log-operations';
import type { LogStore } from './log-store';

/** CloudWatch Logs, as far as commands and the functions' platform use it. */
export class Logs {
  readonly listener: RequestListener;

  constructor(
    store: LogStore,
    place: { readonly region: string; readonly accountId: string; readonly clock: Clock },
    guard: AccessGuard = OPEN_GUARD,
  ) {
    this.listener = jsonServiceListener({
      service: 'CloudWatch Logs',
      targetPrefix: 'Logs_20140328.',
      operations: LOG_OPERATIONS,
      messageMember: 'message',
      failureCode: 'ServiceUnavailableException',
      call: (operation, input, { name, message }) => {
        guard.check(message, logRequirements(name, input, place), logRefusal);
        return operation(input, store, place.clock.now());
      },
    });
  }
}
