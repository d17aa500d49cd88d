import { CommandError } from '../command-error';
import { CONNECTION_MESSAGES } from '../messages/connection-messages';
import type { Gateway } from './gateway';
import type { GatewayOptions } from './gateway-options';
import { openStack } from './open-stack';
import { openTwin } from './open-twin';
import { TWIN_FILE } from './twin-connection';

/** @throws CommandError where the options name no gateway, or not exactly one. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { stack, twin } = options;
  if (stack !== undefined && twin !== undefined) {
    throw new CommandError(CONNECTION_MESSAGES.both(stack));
  }
  if (stack !== undefined) {
    return await openStack(stack, options);
  }
  if (twin !== undefined) {
    return openTwin(twin === true ? TWIN_FILE : twin, options.proxy);
  }
  throw new CommandError(CONNECTION_MESSAGES.nowhere());
}
