import { type DynamoDBDocumentClient, GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { GLOBAL_KEY, type GlobalRecord } from '../contract/registry-records';
import type { GlobalSwitches, RevokedList } from '../domain/manage/global-switches';
import { DependencyFault } from '../domain/ports';
import { conditionalWrite, registryCall } from './registry-call';
import { adoptRegistry } from './registry-home';

/** Tries to remove what others move about at the same time. */
const TRIES = 10;

/** Switches on the global item. There may be none of it before the first deploy: what is revoked then stays so. */
export class DynamoDbGlobalSwitches implements GlobalSwitches {
  public constructor(
    private readonly client: Pick<DynamoDBDocumentClient, 'send'>,
    private readonly tableName: string,
  ) {}

  public async add(list: RevokedList, name: string): Promise<boolean> {
    return await this.#update({
      UpdateExpression: 'SET #list = list_append(if_not_exists(#list, :none), :one)',
      ConditionExpression: 'attribute_not_exists(#list) OR NOT contains(#list, :name)',
      ExpressionAttributeNames: { '#list': list },
      ExpressionAttributeValues: { ':none': [], ':one': [name], ':name': name },
    });
  }

  public async remove(list: RevokedList, name: string): Promise<boolean> {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const index = (await this.#read(list)).indexOf(name);
      if (index < 0) {
        return false;
      }
      const removed = await this.#update({
        UpdateExpression: `REMOVE #list[${index}]`,
        ConditionExpression: `#list[${index}] = :name`,
        ExpressionAttributeNames: { '#list': list },
        ExpressionAttributeValues: { ':name': name },
      });
      if (removed) {
        return true;
      }
    }
    throw new DependencyFault('registry', 'unavailable', 'Others change the global item all the time. Run it again.');
  }

  public async setStatus(status: GlobalRecord['status']): Promise<void> {
    await this.#update({
      UpdateExpression: 'SET #status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': status },
    });
  }

  public adopt(): Promise<boolean> {
    return adoptRegistry(this.client, this.tableName);
  }

  async #read(list: RevokedList): Promise<readonly string[]> {
    const command = new GetCommand({ TableName: this.tableName, Key: { ...GLOBAL_KEY }, ConsistentRead: true });
    const { Item: item = {} } = await registryCall(this.tableName, () => this.client.send(command));
    return (item as Partial<GlobalRecord>)[list] ?? [];
  }

  async #update(update: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<boolean> {
    const command = new UpdateCommand({ TableName: this.tableName, Key: { ...GLOBAL_KEY }, ...update });
    return await conditionalWrite(this.tableName, () => this.client.send(command));
  }
}
