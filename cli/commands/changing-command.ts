import type { Command } from 'commander';
import type { GatewayOptions } from '../connection/gateway-options';
import { openGateway } from '../connection/open-gateway';
import { recordOperation } from '../operator-record';
import { assertConfirmed } from '../terminal/confirmation';
import { type Rendering, renderOutput } from '../terminal/render-output';
import { processTerminal } from '../terminal/terminal';
import { type CommandResult, type CommandRun, type CommandText, declareCommand } from './gateway-command';

/** What a command is about to do. */
export interface Change {
  /** The operation for the record, as `users suspend`. */
  readonly operation: string;
  /** What it changes, for the record: `acme/build`. Never a secret. */
  readonly target: string;
  /** What it will do, as one sentence; `--dry-run` prints it. */
  readonly summary: string;
  /** For machines and people, what `--dry-run` shows beside the sentence. */
  readonly preview?: Rendering;
  /** Question that is asked first, where the change cannot be undone by another command. */
  readonly question?: string;
  /** Does it. It may stop anywhere and be run again. Never called by `--dry-run`. */
  apply(): Promise<CommandResult>;
}

/** Options of every command that changes something. */
export interface ChangeOptions {
  readonly yes: boolean;
  readonly dryRun: boolean;
}

export interface ChangingCommandText<O> extends CommandText<O> {
  /** Reads what is needed, checks what was given, and says what it will do. Changes nothing. */
  plan(run: CommandRun<O & ChangeOptions>): Promise<Change>;
}

/**
 * A command that changes a gateway: plan, ask, record the attempt, apply, record the outcome. `--dry-run` stops after
 * the plan. The record is written before the change, so that a change without one cannot be; where it cannot be
 * written, nothing is changed.
 */
export function changingCommand<O = object>(name: string, { plan, ...text }: ChangingCommandText<O>): Command {
  const command = declareCommand(name, text)
    .option('--yes', 'do not ask', false)
    .option('--dry-run', 'say what it would do, and change nothing', false);
  return command.action(async function (this: Command) {
    const options = this.opts<O & ChangeOptions & GatewayOptions>();
    const terminal = processTerminal();
    const gateway = await openGateway(options);
    try {
      const change = await plan({ gateway, terminal, options, args: this.args });
      if (options.dryRun) {
        renderOutput(terminal, options.output, previewOf(change));
        return;
      }
      if (change.question !== undefined) {
        await assertConfirmed(terminal, change.question, options.yes);
      }
      const { exit, ...rendering } = await recordOperation(gateway, change, () => change.apply());
      renderOutput(terminal, options.output, rendering);
      process.exitCode = exit;
    } finally {
      gateway.close();
    }
  });
}

function previewOf({ operation, target, summary, preview }: Change): Rendering {
  return {
    value: { dryRun: true, operation, target, summary, ...(preview && { change: preview.value }) },
    ...(preview?.tables && { tables: preview.tables }),
    text: [...(preview?.text === undefined ? [] : [preview.text]), `Would do: ${summary}`].join('\n'),
  };
}
