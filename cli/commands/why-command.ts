import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Command } from 'commander';
import { DynamoDbReleaseRegistry } from '../../lambda/adapters/registry-writer';
import type { AuditRecord } from '../../lambda/contract/audit-record';
import { evaluatePolicySet } from '../../lambda/domain/cedar';
import { DependencyFault } from '../../lambda/domain/ports';
import { readStored } from '../../lambda/domain/restored-content';
import { type Explanation, why } from '../../lambda/domain/why';
import { parseAuditLine } from '../audit-line';
import { CommandError } from '../command-error';
import type { Gateway } from '../connection/gateway';
import type { GatewayOptions } from '../connection/gateway-options';
import { openGateway } from '../connection/open-gateway';
import { readTwinConnection, TWIN_FILE } from '../connection/twin-connection';
import { WHY_MESSAGES as MESSAGES } from '../messages/why-messages';
import { renderExplanation, renderHypothetical } from '../render-explanation';
import { type Rendering, renderOutput } from '../terminal/render-output';
import { processTerminal } from '../terminal/terminal';
import { TWIN_CLIENT } from '../twin-client';
import { askDeployed, findDecision } from '../why-subject';
import { declareCommand } from './gateway-command';

interface WhyOptions extends GatewayOptions {
  readonly requestId?: string;
  readonly since: string;
  readonly user?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly context?: string;
  readonly record?: string;
  readonly table?: string;
  readonly id?: string;
  readonly json: boolean;
}

/** Reads immutable documents and records alone, and changes nothing. */
export function whyCommand(): Command {
  return declareCommand('why', {
    description: 'Say why a request was decided as it was, or how one would be.',
    examples: [
      ['gatehouse why --request-id 5f0c… --stack Gateway', 'a request, by what the client got as X-Request-Id'],
      [
        'gatehouse why --user acme/build --action orders:ReadOrder --resource "GET /orders/{order}" --context - --twin',
        'one that nobody has made yet; what is known of it is read from standard input',
      ],
      ['gatehouse why --record audit.log --id 5f0c… --table Gateway-Registry', 'from a record that was kept'],
    ],
    configure: (command) =>
      command
        .option('--request-id <id>', 'the id of the request, or what the client got as X-Request-Id')
        .option('--since <duration>', 'how far back its record is looked for', '24h')
        .option('--user <user>', 'tenant/user who would ask')
        .option('--action <action>', 'what it would do, as orders:ReadOrder')
        .option('--resource <route>', 'on which route, as "GET /orders/{order}"')
        .option('--context <file>', 'what is known of the request, as JSON; - = standard input')
        .option('--record <file>', 'audit records, a JSON line each; - = standard input')
        .option('--table <name>', 'table of the registry, instead of --stack')
        .option('--id <id>', 'which of the records: the id of the request, or its X-Request-Id')
        .option('--json', 'the same as --output json', false),
  }).action(async function (this: Command) {
    const options = this.opts<WhyOptions>();
    const rendering = await explain(options);
    renderOutput(processTerminal(), options.json ? 'json' : options.output, rendering);
  });
}

async function explain(options: WhyOptions): Promise<Rendering> {
  const { record, table } = options;
  if (record !== undefined && table !== undefined) {
    return explained(await whyOfTable(findRecord(readText(record), options.id), table, options.twin));
  }
  const { requestId, user, action, resource } = options;
  const asked = user !== undefined && action !== undefined && resource !== undefined;
  if (record === undefined && requestId === undefined && !asked) {
    throw new CommandError(MESSAGES.nothingAsked());
  }
  const gateway = await openGateway(options);
  try {
    if (record !== undefined) {
      return explained(await whyOf(findRecord(readText(record), options.id), gateway.ports.managed));
    }
    if (requestId !== undefined) {
      return explained(await whyOf(await findDecision(gateway, requestId, options.since), gateway.ports.managed));
    }
    return await hypothetical(gateway, options as Required<Pick<WhyOptions, 'user' | 'action' | 'resource'>>, options);
  } finally {
    gateway.close();
  }
}

async function hypothetical(
  gateway: Gateway,
  { user, action, resource }: Required<Pick<WhyOptions, 'user' | 'action' | 'resource'>>,
  { context: file }: WhyOptions,
): Promise<Rendering> {
  const context = file === undefined ? {} : { context: { file, text: readText(file) } };
  const { explanation, missing } = await askDeployed(gateway, { user, action, resource, ...context });
  const { reason, layers } = explanation;
  return { value: { reason, layers, missing }, text: renderHypothetical(explanation, missing) };
}

function explained(explanation: Explanation): Rendering {
  return { value: explanation, text: renderExplanation(explanation) };
}

async function whyOf(
  { unmapped: detail }: AuditRecord,
  releases: Parameters<typeof readStored>[0],
): Promise<Explanation> {
  const registry = { document: (hash: string) => readStored(releases, hash) };
  try {
    return await why(detail, { registry, evaluate: evaluatePolicySet });
  } catch (fault) {
    throw fault instanceof DependencyFault ? new CommandError(MESSAGES.registry(fault.message)) : fault;
  }
}

async function whyOfTable(record: AuditRecord, table: string, twin: string | true | undefined): Promise<Explanation> {
  const client = new DynamoDBClient(twin === undefined ? {} : twinClient(twin === true ? TWIN_FILE : twin));
  try {
    return await whyOf(record, new DynamoDbReleaseRegistry(DynamoDBDocumentClient.from(client), table, pause));
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
