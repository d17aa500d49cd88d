import { type Command, Option } from 'commander';
import { OUTPUT_FORMATS, type OutputFormat } from '../terminal/render-output';
import { TWIN_FILE } from './twin-connection';

/** Options that every command on a gateway has. */
export interface GatewayOptions {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly proxy?: string;
  /** `true` = the twin of the working directory. */
  readonly twin?: string | true;
  readonly output: OutputFormat;
}

/** Declares them. */
export function addGatewayOptions(command: Command): Command {
  return command
    .option('--stack <name>', 'work on the access proxy of a deployed CloudFormation stack')
    .option('--region <region>', 'region of the stack (default: as the AWS CLI finds it)')
    .option('--profile <name>', 'profile of the AWS configuration to sign with')
    .option('--twin [file]', `work on the running twin that this file describes (default: ${TWIN_FILE})`)
    .option('--proxy <name>', 'which access proxy, where the stack has several: its construct path, or the end of it')
    .addOption(new Option('--output <format>', 'how the result is printed').choices(OUTPUT_FORMATS).default('table'));
}
