import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Observation } from '../observation';
import { type RecordedCall, recordedClient } from './recorded-client';
import { adaptersOn, MISSING_TABLE_STEPS, REGISTRY_STEPS, type RegistryAdapters } from './registry-script';

/** What one step showed: what the adapter gave, and each call that it made. */
export interface RegistryObservation {
  readonly name: string;
  readonly shown: Observation;
  readonly calls: readonly RecordedCall[];
}

/** What a whole run showed. */
export interface RegistryRun {
  readonly steps: readonly RegistryObservation[];
  /** Methods of the adapters that were called, as `Class.method`. */
  readonly methods: ReadonlySet<string>;
}

/** Runs the script on a table of its own. */
export async function observeRegistry(endpoint: string, table: string): Promise<RegistryRun> {
  await createTable(endpoint, table);
  const { client, calls } = recordedClient(endpoint);
  const methods = new Set<string>();
  const steps: RegistryObservation[] = [];
  const runs = [
    { script: REGISTRY_STEPS, adapters: noting(adaptersOn(client, table), methods) },
    { script: MISSING_TABLE_STEPS, adapters: noting(adaptersOn(client, `${table}-absent`), methods) },
  ];
  for (const { script, adapters } of runs) {
    for (const step of script) {
      calls.length = 0;
      const result = await step.run(adapters).then(
        (value) => ({ value }),
        ({ name, message }: Error) => ({ error: name, message }),
      );
      const made = [...calls];
      steps.push({ name: step.name, calls: made, shown: shownOf(result, made) });
    }
  }
  client.destroy();
  return { steps, methods };
}

function shownOf(result: unknown, calls: readonly RecordedCall[]): Observation {
  const entries = calls.map(({ command, input, outcome }, index) => [
    `call ${index + 1} (${command})`,
    `${brief(input)} → ${brief(inOrder(command, outcome))}`,
  ]);
  return { result: brief(result), ...Object.fromEntries(entries) };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html: in no particular order */
function inOrder(command: string, outcome: unknown): unknown {
  const { Responses: responses } = outcome as { Responses?: Record<string, unknown[]> };
  if (command !== 'BatchGetCommand' || responses === undefined) return outcome;
  const sorted = Object.entries(responses).map(([table, items]) => [table, items.map(brief).sort()]);
  return { ...(outcome as object), Responses: Object.fromEntries(sorted) };
}

/** Members in one order, long texts as their length. */
function brief(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'string' && each.length > 1000) return `${each.slice(0, 8)}… of ${each.length}`;
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each === undefined ? null : each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function noting(adapters: RegistryAdapters, methods: Set<string>): RegistryAdapters {
  const wrap = <T extends object>(adapter: T): T =>
    new Proxy(adapter, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        methods.add(`${target.constructor.name}.${String(name)}`);
        return (member as (...args: unknown[]) => unknown).bind(target);
      },
    });
  return { writer: wrap(adapters.writer), reader: wrap(adapters.reader) };
}

async function createTable(endpoint: string, TableName: string): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    }),
  );
  client.destroy();
}
