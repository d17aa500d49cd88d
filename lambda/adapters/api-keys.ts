import {
  type APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  DeleteUsagePlanKeyCommand,
  GetUsagePlanKeyCommand,
  paginateGetApiKeys,
} from '@aws-sdk/client-api-gateway';
import { type ApiKeys, ThrottledError } from '../domain/ports';
import { KeyQuotaFault } from '../domain/key-quota-fault';
import { RegistrarFault } from '../domain/registrar-fault';

/** API Gateway's longest page of keys. */
const PAGE_SIZE = 500;

/** Keys in API Gateway's control plane. */
export class ApiGatewayApiKeys implements ApiKeys {
  public constructor(private readonly client: APIGatewayClient) {}

  public async ensureKey(name: string, value: string): Promise<string> {
    // Left out, `enabled` is false.
    const command = new CreateApiKeyCommand({ name, value, enabled: true });
    const created = await called('CreateApiKey', this.client.send(command), 'ConflictException');
    return created?.id ?? (await called('GetApiKeys', this.#find(name, value))) ?? refuseValue(name);
  }

  public async ensurePlan(keyId: string, planId: string, formerPlanIds: readonly string[]): Promise<void> {
    for (const formerPlanId of formerPlanIds.filter((id) => id !== planId)) {
      const leave = new DeleteUsagePlanKeyCommand({ usagePlanId: formerPlanId, keyId });
      // A plan that is no longer declared is no longer granted, and mostly gone. Where it is not, joining fails.
      await called('DeleteUsagePlanKey', this.client.send(leave), 'NotFoundException', 'AccessDeniedException');
    }
    const join = new CreateUsagePlanKeyCommand({ usagePlanId: planId, keyId, keyType: 'API_KEY' });
    const joined = await called('CreateUsagePlanKey', this.client.send(join), 'ConflictException');
    if (joined === undefined) {
      // The conflict may be with another plan of the same stage; then this fails.
      const link = new GetUsagePlanKeyCommand({ usagePlanId: planId, keyId });
      await called('GetUsagePlanKey', this.client.send(link));
    }
  }

  public async deleteKey(keyId: string): Promise<void> {
    await called('DeleteApiKey', this.client.send(new DeleteApiKeyCommand({ apiKey: keyId })), 'NotFoundException');
  }

  /** Names need not be unique, and the query matches their beginning. */
  async #find(name: string, value: string): Promise<string | undefined> {
    const query = { nameQuery: name, includeValues: true };
    for await (const { items = [] } of paginateGetApiKeys({ client: this.client, pageSize: PAGE_SIZE }, query)) {
      const found = items.find((key) => key.name === name && key.value === value);
      if (found !== undefined) {
        return found.id;
      }
    }
    return undefined;
  }
}

/** @param expected names of errors that stand for an answer. @returns `undefined` where one came. */
async function called<T>(operation: string, call: Promise<T>, ...expected: string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (cause) {
    const { name } = cause as Error;
    if (expected.includes(name)) {
      return undefined;
    }
    if (name === 'TooManyRequestsException') {
      throw new ThrottledError(`API Gateway throttles ${operation}.`);
    }
    if (name === 'LimitExceededException' && operation === 'CreateApiKey') {
      throw new KeyQuotaFault();
    }
    throw new RegistrarFault(`API Gateway refused ${operation} (${name}). Check quotas and grants, and deploy again.`);
  }
}

function refuseValue(name: string): never {
  throw new RegistrarFault(`Another API Gateway key has the value of ${JSON.stringify(name)}. Delete that key.`);
}
