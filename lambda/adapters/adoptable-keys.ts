import {
  type APIGatewayClient,
  GetApiKeyCommand,
  paginateGetUsagePlanKeys,
  paginateGetUsagePlans,
} from '@aws-sdk/client-api-gateway';
import type { AdoptableKey, AdoptableKeys } from '../domain/manage/adoptable-keys';
import { ServiceFault } from '../domain/manage/service-fault';
import { Redacted } from '../domain/ports';

/** API Gateway's longest page. */
const PAGE_SIZE = 500;

/** Keys of somebody else's making, in API Gateway's control plane. */
export class ApiGatewayAdoptableKeys implements AdoptableKeys {
  public constructor(private readonly client: APIGatewayClient) {}

  public async readKey(keyId: string): Promise<AdoptableKey | undefined> {
    try {
      const { name, value, enabled } = await this.client.send(
        new GetApiKeyCommand({ apiKey: keyId, includeValue: true }),
      );
      return { keyId, name: name ?? '', value: new Redacted(value ?? ''), enabled: enabled === true };
    } catch (cause) {
      if ((cause as Error).name === 'NotFoundException') {
        return undefined;
      }
      throw new ServiceFault('GetApiKey', (cause as Error).name, { cause });
    }
  }

  public async plansOf(keyId: string): Promise<readonly string[]> {
    return await collected(
      'GetUsagePlans',
      async function* (client) {
        for await (const { items = [] } of paginateGetUsagePlans({ client, pageSize: PAGE_SIZE }, { keyId })) {
          yield* items.map(({ id }) => id as string);
        }
      },
      this.client,
    );
  }

  public async keysOf(planId: string): Promise<readonly string[]> {
    return await collected(
      'GetUsagePlanKeys',
      async function* (client) {
        const pages = paginateGetUsagePlanKeys({ client, pageSize: PAGE_SIZE }, { usagePlanId: planId });
        for await (const { items = [] } of pages) {
          yield* items.map(({ id }) => id as string);
        }
      },
      this.client,
    );
  }
}

async function collected(
  operation: string,
  list: (client: APIGatewayClient) => AsyncGenerator<string>,
  client: APIGatewayClient,
): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const id of list(client)) {
      found.push(id);
    }
  } catch (cause) {
    throw new ServiceFault(operation, (cause as Error).name, { cause });
  }
  return found;
}
