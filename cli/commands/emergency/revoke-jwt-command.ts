import type { Command } from 'commander';
import { doubtAbout, issuerAddress, type Revocable } from '../../../lambda/domain/manage/emergency';
import { parseJwtForm } from '../../../lambda/domain/jwt-form';
import { CommandError } from '../../command-error';
import { TOKEN_MESSAGES } from '../../messages/token-messages';
import { changingCommand } from '../changing-command';
import { applyChange, readKnown } from './revocable-command';

interface JwtOptions {
  readonly issuer?: string;
  readonly jti?: string;
  readonly stdin: boolean;
}

export function revokeJwtCommand(): Command {
  return changingCommand<JwtOptions>('jwt', {
    description: 'Revoke one JWT of an issuer, for good.',
    examples: [
      ['gatehouse revoke jwt --issuer workforce --jti 7d1f… --twin', 'by its id'],
      ['gatehouse revoke jwt --stdin --stack Gateway < leaked.txt', 'the JWT itself, which is not verified'],
    ],
    configure: (command) =>
      command
        .option('--issuer <issuer>', 'issuer, by its name in the stack or its exact iss')
        .option('--jti <id>', 'id of the token')
        .option('--stdin', 'read the JWT from standard input', false),
    plan: async ({ gateway, terminal, options }) => {
      const { issuer, name } = options.stdin ? jwtOnInput(await terminal.read()) : jwtOf(options);
      const known = await readKnown(gateway, 'jwt');
      const revocable: Revocable = { kind: 'jwt', issuer: issuerAddress(issuer, known?.proxy), name };
      const doubt = doubtAbout(revocable, known);
      const target = `${revocable.issuer} ${name}`;
      return {
        operation: 'jwt revoke',
        target,
        summary: `revoke the JWT ${name} of ${revocable.issuer}, for good${doubt === undefined ? '.' : `. ${doubt}`}`,
        apply: () => applyChange('revoke', gateway, revocable, target, doubt),
      };
    },
  });
}

function jwtOf({ issuer, jti }: JwtOptions) {
  if (issuer === undefined || jti === undefined) {
    throw new CommandError(TOKEN_MESSAGES.notOneToken());
  }
  return { issuer, name: jti };
}

function jwtOnInput(input: string) {
  const form = parseJwtForm(input.trim());
  if (!form.ok) {
    throw new CommandError(TOKEN_MESSAGES.badToken());
  }
  const { iss, jti } = form.jwt.claims;
  if (typeof iss !== 'string' || typeof jti !== 'string') {
    throw new CommandError(TOKEN_MESSAGES.namelessJwt());
  }
  return { issuer: iss, name: jti };
}
