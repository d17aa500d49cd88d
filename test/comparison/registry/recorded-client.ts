import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** One call that an adapter made, with what came of it. */
export interface RecordedCall {
  /** The SDK's class, for example `UpdateCommand`. */
  readonly command: string;
  readonly input: unknown;
  /** Without what the SDK adds; or `{ error, message }`. */
  readonly outcome: unknown;
}

/** A document client as the adapters use it, that writes down every call. */
export function recordedClient(endpoint: string): { client: DynamoDBDocumentClient; calls: RecordedCall[] } {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    }),
  );
  const calls: RecordedCall[] = [];
  const send = client.send.bind(client) as (...args: unknown[]) => Promise<object>;
  client.send = (async (command: { input: unknown }, ...rest: unknown[]) => {
    const name = command.constructor.name;
    const input = structuredClone(command.input);
    try {
      const output = await send(command, ...rest);
      const outcome = { ...output };
      Reflect.deleteProperty(outcome, '$metadata');
      calls.push({ command: name, input, outcome });
      return output;
    } catch (cause) {
      const { name: error, message } = cause as Error;
      calls.push({ command: name, input, outcome: { error, message } });
      throw cause;
    }
  }) as typeof client.send;
  return { client, calls };
}
