import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Observation } from '../observation';
import { type RecordedCall, RecordingEndpoint } from './recording-endpoint';
import { adaptersOn, type RegistryAdapters } from './registry-adapters';
import { MISSING_TABLE_STEPS, REGISTRY_STEPS } from './registry-script';

/** What one step showed: what the adapter gave, and each call that it made. */
export interface RegistryObservation {
  readonly name: string;
  readonly shown: Observation;
  readonly calls: readonly RecordedCall[];
}

/** What a whole run showed. */
export interface RegistryRun {
  readonly steps: readonly RegistryObservation[];
  /** What was called of the adapters: `Class.method`, or a function's name. */
  readonly methods: ReadonlySet<string>;
}

/** Runs the script on a table of its own. */
export async function observeRegistry(endpoint: string, table: string): Promise<RegistryRun> {
  await createTable(endpoint, table);
  const recording = new RecordingEndpoint(endpoint);
  const recorded = await recording.start();
  const { calls } = recording;
  const methods = new Set<string>();
  const steps: RegistryObservation[] = [];
  const runs = [
    { script: REGISTRY_STEPS, adapters: adaptersOn(recorded, table) },
    { script: MISSING_TABLE_STEPS, adapters: adaptersOn(recorded, `${table}-absent`) },
  ];
  for (const { script, adapters } of runs) {
    for (const step of script) {
      calls.length = 0;
      const result = await step.run(noting(adapters, methods)).then(
        (value) => ({ value }),
        ({ name, message }: Error) => ({ error: name, message }),
      );
      const made = [...calls];
      steps.push({ name: step.name, calls: made, shown: shownOf(result, made) });
    }
    adapters.close();
  }
  await recording.stop();
  return { steps, methods };
}

function shownOf(result: unknown, calls: readonly RecordedCall[]): Observation {
  const entries = calls.map(({ operation, input, outcome }, index) => [
    `call ${index + 1} (${operation})`,
    `${brief(input)} → ${brief(inOrder(operation, outcome))}`,
  ]);
  return { result: brief(result), ...Object.fromEntries(entries) };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html: in no particular order */
function inOrder(operation: string, outcome: unknown): unknown {
  const { Responses: responses } = outcome as { Responses?: Record<string, unknown[]> };
  if (operation !== 'BatchGetItem' || responses === undefined) return outcome;
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
  const noted = <T extends object>(adapter: T): T =>
    new Proxy(adapter, {
      apply: (target, self, args) => {
        methods.add((target as unknown as { name: string }).name);
        return Reflect.apply(target as unknown as (...all: unknown[]) => unknown, self, args) as unknown;
      },
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        methods.add(`${target.constructor.name}.${String(name)}`);
        return (member as (...args: unknown[]) => unknown).bind(target);
      },
    });
  const { writer, reader, proofs, revocations, grants, managed, switches, adoptRegistry } = adapters;
  return {
    ...adapters,
    writer: noted(writer),
    reader: noted(reader),
    proofs: noted(proofs),
    revocations: noted(revocations),
    grants: noted(grants),
    managed: noted(managed),
    switches: noted(switches),
    adoptRegistry: noted(adoptRegistry),
  };
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
