import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Command } from 'commander';
import { DynamoDbReleaseRegistry } from '../../lambda/adapters/registry-writer';
import type { AuditRecord } from '../../lambda/contract/audit-record';
import { evaluatePolicySet, policyTextOf } from '../../lambda/domain/cedar';
import { DependencyFault } from '../../lambda/domain/ports';
import { readStored } from '../../lambda/domain/restored-content';
import { type Explanation, why } from '../../lambda/domain/why';
import { parseAuditLine } from '../audit-line';
import { CommandError } from '../command-error';
import { readTwinConnection } from '../connection/twin-connection';
import { WHY_MESSAGES as MESSAGES } from '../messages/why-messages';
import { TWIN_CLIENT } from '../twin-client';

interface WhyOptions {
  readonly record: string;
  readonly table: string;
  readonly id?: string;
  readonly twin?: string;
  readonly json: boolean;
}

const EXAMPLES = `
Examples:
  gatehouse why --record audit.log --id 5f0c… --table Gateway-Registry
                                                     ask the registry in the account and region of the environment
  gatehouse why --record record.json --table Gateway-Registry --twin twin.json
                                                     ask the twin that wrote twin.json (twin --json)

It reads immutable documents alone and changes nothing.`;

export function whyCommand(): Command {
  return new Command('why')
    .description('Say why a request was decided as it was, from its decision record.')
    .requiredOption('--record <file>', 'audit records, a JSON line each; - = standard input')
    .requiredOption('--table <name>', 'table of the registry: output RegistryTable')
    .option('--id <id>', 'which of them: the id of the request, or what the client got as X-Request-Id')
    .option('--twin <file>', 'ask a running twin, described in this file')
    .option('--json', 'for machines', false)
    .addHelpText('after', EXAMPLES)
    .action(runWhy);
}

async function runWhy(options: WhyOptions): Promise<void> {
  const { unmapped: detail } = findRecord(readText(options.record), options.id);
  const client = new DynamoDBClient(options.twin === undefined ? {} : twinClient(options.twin));
  const releases = new DynamoDbReleaseRegistry(DynamoDBDocumentClient.from(client), options.table, pause);
  const registry = { document: (hash: string) => readStored(releases, hash) };
  try {
    const explanation = await why(detail, { registry, evaluate: evaluatePolicySet });
    const text = options.json ? JSON.stringify(explanation, null, 2) : renderExplanation(explanation);
    process.stdout.write(`${text}\n`);
  } catch (fault) {
    if (fault instanceof DependencyFault) {
      throw new CommandError(MESSAGES.registry(fault.message));
    }
    throw fault;
  } finally {
    client.destroy();
  }
}

/** The decision's record: the only one, or the one of an id. */
export function findRecord(text: string, id: string | undefined): AuditRecord {
  const records = text
    .split('\n')
    .flatMap((line) => parseAuditLine(line.trim()) ?? [])
    .filter(({ unmapped }) => unmapped.event === 'decision')
    .filter(({ unmapped }) => id === undefined || unmapped.id === id || unmapped.extendedRequestId === id);
  const [record, another] = records;
  if (record === undefined || another !== undefined) {
    throw new CommandError(MESSAGES.records(records.length, id?.slice(0, 128)));
  }
  return record;
}

/** For people: the answer first, then each policy as it is written, with what it looked at. */
export function renderExplanation(explanation: Explanation): string {
  switch (explanation.kind) {
    case 'unknown':
      return explanation.problem;
    case 'rule':
      return `Refused by the rule ${explanation.reason}, before any policy was asked.`;
    case 'policies': {
      const { reason, agrees, layers } = explanation;
      const head = reason === 'none' ? 'Permitted by policies.' : `Refused by policies: ${reason}.`;
      return [
        agrees ? head : `${head} The record says otherwise: a rule refused afterwards, or the record was changed.`,
        ...layers.flatMap(({ set, decision, policies }) => [
          '',
          `The ${set} set says ${decision}${policies.length === 0 ? ': no policy of it permits.' : ' by'}`,
          ...policies.map(
            ({ id, json, values }) => `  ${id}: ${policyTextOf(json)}\n    with ${JSON.stringify(values)}`,
          ),
        ]),
      ].join('\n');
    }
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CommandError(MESSAGES.unreadable(file, (error as Error).message));
  }
}

function twinClient(file: string) {
  return { ...TWIN_CLIENT, endpoint: readTwinConnection(file).endpoints.dynamodb };
}
