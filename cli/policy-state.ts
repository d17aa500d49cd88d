import { type AccessState, accessOfDeclarations, accessOfRegistry } from '../lambda/domain/access/access-state';
import { readAssemblyDeclarations } from './assembly-declarations';
import { CommandError } from './command-error';
import type { GatewayOptions } from './connection/gateway-options';
import { openGateway } from './connection/open-gateway';
import { DIFF_MESSAGES } from './messages/diff-messages';

/** What is looked at where no gateway is named. */
export interface AssemblyOptions {
  readonly assembly: string;
}

/** The policies that an assembly declares, or, where a gateway is named, those in force there. @throws CommandError */
export async function readPolicyState(options: AssemblyOptions & GatewayOptions): Promise<AccessState> {
  if (options.stack === undefined && options.twin === undefined) {
    const result = accessOfDeclarations(readAssemblyDeclarations(options.assembly));
    if (!result.ok) {
      const problems = result.problems.map(({ policy, message, remedy }) => `${policy}: ${message} ${remedy}`);
      throw new CommandError(DIFF_MESSAGES.invalid(options.assembly, problems));
    }
    return result.state;
  }
  const gateway = await openGateway(options);
  try {
    return await accessOfRegistry(gateway.ports.registry);
  } finally {
    gateway.close();
  }
}
