import type { BatchGetCommand, BatchGetCommandInput, BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { PARTITION_KEY, type RegistryKey, SORT_KEY } from '../contract/registry-records';
import { DependencyFault } from '../domain/ports';

/** An item as the document client gives it. */
export type RegistryItem = Readonly<Record<string, unknown>>;

/** What is used of DynamoDB, in the words of the SDK's document client. */
export interface RegistryClient {
  send(command: Pick<BatchGetCommand, 'input'>): Promise<BatchGetCommandOutput>;
}

/**
 * Reads items in one strongly consistent round trip.
 *
 * @param keys 1 to 100, each once.
 * @returns the items by {@link itemName}; absent ones are absent.
 * @throws DependencyFault where DynamoDB fails or answers a part only: an item that is left out could be the one that
 * forbids.
 */
export async function readItems(
  client: RegistryClient,
  tableName: string,
  keys: readonly RegistryKey[],
): Promise<ReadonlyMap<string, RegistryItem>> {
  const input: BatchGetCommandInput = {
    RequestItems: { [tableName]: { Keys: keys.map((key) => ({ ...key })), ConsistentRead: true } },
  };
  let output: BatchGetCommandOutput;
  try {
    output = await client.send({ input });
  } catch (cause) {
    throw new DependencyFault('registry', 'unavailable', `The registry cannot be read (${(cause as Error).name}).`, {
      cause,
    });
  }
  const items = output.Responses?.[tableName];
  if (items === undefined || Object.keys(output.UnprocessedKeys ?? {}).length > 0) {
    throw new DependencyFault('registry', 'unavailable', 'The registry answered a part of what was asked.');
  }
  return new Map(items.map((item) => [itemName({ pk: item[PARTITION_KEY], sk: item[SORT_KEY] }), item]));
}

/** One text for a key; its parts hold no line ends. */
export function itemName({ pk, sk }: { readonly pk: unknown; readonly sk: unknown }): string {
  return `${pk}\n${sk}`;
}
