import { Command } from 'commander';
import { CommandError } from '../../command-error';
import { TOKEN_MESSAGES } from '../../messages/token-messages';
import { renderExamples } from '../gateway-command';
import { tokensRevokeCommand } from '../tokens/revoke-command';
import { revocableCommand, REVOCABLES } from './revocable-command';
import { revokeJwtCommand } from './revoke-jwt-command';

/** Kinds below `gatehouse revoke`. */
export function revokeCommands(): Command[] {
  return [
    tokensRevokeCommand('token'),
    revokeJwtCommand(),
    ...REVOCABLES.map((revocable) => revocableCommand('revoke', revocable)),
  ];
}

/** Kinds below `gatehouse restore`. */
export function restoreCommands(): Command[] {
  return [
    ...REVOCABLES.map((revocable) => revocableCommand('restore', revocable)),
    neverRestored('token'),
    neverRestored('jwt'),
  ];
}

function neverRestored(kind: 'token' | 'jwt'): Command {
  return new Command(kind)
    .description(`Says that a ${kind} cannot be restored.`)
    .argument('[name...]', 'whatever it is')
    .allowUnknownOption()
    .addHelpText('after', renderExamples([[`gatehouse restore ${kind}`, 'says what to do instead']]))
    .action(() => {
      throw new CommandError(TOKEN_MESSAGES.notRestorable(kind));
    });
}
