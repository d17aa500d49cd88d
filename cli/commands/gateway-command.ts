import { Command } from 'commander';
import type { Gateway } from '../connection/gateway';
import { addGatewayOptions, type GatewayOptions } from '../connection/gateway-options';
import { openGateway } from '../connection/open-gateway';
import type { ExitCode } from '../exit-code';
import { type Rendering, renderOutput } from '../terminal/render-output';
import { processTerminal, type Terminal } from '../terminal/terminal';

/** How a command is used, line by line: the call, and what it does. */
export type Examples = readonly (readonly [call: string, does: string])[];

/** What a command says of itself. */
export interface CommandText<O> {
  readonly description: string;
  /** At least one. */
  readonly examples: Examples;
  /** Arguments and options of its own. */
  readonly configure?: (command: Command) => Command;
  /** Never given; says what `run` finds in `options`. */
  readonly options?: O;
}

/** What a command works with. */
export interface CommandRun<O> {
  readonly gateway: Gateway;
  readonly terminal: Terminal;
  readonly options: O & GatewayOptions;
  /** Arguments in order; optional ones that were left out are missing. */
  readonly args: readonly string[];
}

/** @returns what is printed, and how the command ends. @default exit - 0 */
export type CommandResult = Rendering & { readonly exit?: ExitCode };

export interface GatewayCommandText<O> extends CommandText<O> {
  run(run: CommandRun<O>): Promise<CommandResult>;
}

/**
 * A command that reads a gateway and prints what it found. One a file, in `cli/commands/<noun>/<verb>-command.ts`: the
 * file declares arguments, options and examples, calls one operation of `lambda/domain/manage` with the gateway's
 * ports, and says how its result looks.
 *
 * @param name the verb.
 */
export function gatewayCommand<O = object>(name: string, { run, ...text }: GatewayCommandText<O>): Command {
  return declareCommand(name, text).action(async function (this: Command) {
    const options = this.opts<O & GatewayOptions>();
    const terminal = processTerminal();
    const gateway = await openGateway(options);
    try {
      const { exit, ...rendering } = await run({ gateway, terminal, options, args: this.args });
      renderOutput(terminal, options.output, rendering);
      process.exitCode = exit;
    } finally {
      gateway.close();
    }
  });
}

/** What every command on a gateway has: description, examples, common options. */
export function declareCommand<O>(name: string, { description, examples, configure }: CommandText<O>): Command {
  const command = new Command(name).description(description);
  configure?.(command);
  return addGatewayOptions(command).addHelpText('after', renderExamples(examples));
}

export function renderExamples(examples: Examples): string {
  return ['', 'Examples:', ...examples.map(([call, does]) => `  ${call}\n      ${does}`)].join('\n');
}
