import type { BatchGetCommandInput, BatchGetCommandOutput, PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { plainItem, wireItem } from './attribute-value';
import type { AwsEnvironment } from './aws-environment';
import { AwsJsonClient } from './aws-json-client';
import type { ProofClient } from './proof-ledger';
import type { RegistryClient } from './registry-items';

/** Longest time that one of two attempts may take, in milliseconds, so that a fault is known in time to be answered. */
const ATTEMPT_MS = 900;

type AttributeItems = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** DynamoDB on the path of a request. */
export function registryClient(environment: AwsEnvironment): RegistryClient & ProofClient {
  const client = new AwsJsonClient(
    environment,
    { service: 'dynamodb', target: 'DynamoDB_20120810', contentType: 'application/x-amz-json-1.0' },
    ATTEMPT_MS,
  );
  return {
    send: async ({ input }) => {
      const { Responses, UnprocessedKeys } = await client.call('BatchGetItem', { RequestItems: wireRequest(input) });
      return {
        $metadata: {},
        UnprocessedKeys: UnprocessedKeys as BatchGetCommandOutput['UnprocessedKeys'],
        ...(Responses === undefined ? {} : { Responses: plainResponses(Responses as AttributeItems) }),
      };
    },
    put: async (input) => {
      await client.call('PutItem', wirePut(input));
    },
  };
}

function wirePut({ Item = {}, ExpressionAttributeValues = {}, ...rest }: PutCommandInput): object {
  return { ...rest, Item: wireItem(Item), ExpressionAttributeValues: wireItem(ExpressionAttributeValues) };
}

function wireRequest({ RequestItems = {} }: BatchGetCommandInput): object {
  return Object.fromEntries(
    Object.entries(RequestItems).map(([table, { Keys = [], ConsistentRead }]) => [
      table,
      {
        Keys: Keys.map(wireItem),
        ConsistentRead,
      },
    ]),
  );
}

function plainResponses(responses: AttributeItems): BatchGetCommandOutput['Responses'] {
  return Object.fromEntries(Object.entries(responses).map(([table, items]) => [table, items.map(plainItem)]));
}
