import { ManageRefusal } from '../lambda/domain/manage/manage-refusal';
import { UnrecordedChange } from '../lambda/domain/manage/operator-journal';
import { PolicyRefusal } from '../lambda/domain/manage/policies/policy-refusal';
import { ServiceFault } from '../lambda/domain/manage/service-fault';
import { DependencyFault, ThrottledError } from '../lambda/domain/ports';
import { RegistrarFault } from '../lambda/domain/registrar-fault';
import { CommandError } from './command-error';
import { CONNECTION_MESSAGES } from './messages/connection-messages';
import { policyRefusalMessage } from './messages/policy-messages';
import { refusalMessage } from './messages/user-messages';
import type { Message } from './messages/message';

/** What an error says to people; `undefined` = it is a fault of the program. */
export function messageOf(error: unknown): Message | undefined {
  if (error instanceof CommandError) {
    return error.said;
  }
  if (error instanceof ManageRefusal) {
    return refusalMessage(error);
  }
  if (error instanceof PolicyRefusal) {
    return policyRefusalMessage(error);
  }
  if (error instanceof ServiceFault) {
    return CONNECTION_MESSAGES.refusedByAws(error.operation, error.kind);
  }
  if (error instanceof UnrecordedChange) {
    return CONNECTION_MESSAGES.unrecorded(error.message, causeOf(error));
  }
  if (error instanceof DependencyFault || error instanceof RegistrarFault || error instanceof ThrottledError) {
    return CONNECTION_MESSAGES.dependency(error.message);
  }
  return undefined;
}

function causeOf({ cause }: Error): string {
  return cause instanceof Error ? cause.message : String(cause);
}
