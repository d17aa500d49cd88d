import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { GlobalRecord, ReleaseDocument, UserRecord } from '../../lambda/contract/registry-records';
import { userItemKey } from '../../lambda/domain/declared-user';
import type { DeployedSample } from './deployed-sample';

/** What is in force, and all that it names. */
export interface PublishedRelease {
  readonly global: GlobalRecord;
  readonly release: ReleaseDocument;
}

/** @throws Error where nothing has been published. */
export async function publishedRelease({ registry }: DeployedSample): Promise<PublishedRelease> {
  const global = await registry.readGlobal();
  if (global === undefined) {
    throw new Error('The registry names no release.');
  }
  return { global, release: (await registry.readDocument(global.release)) as ReleaseDocument };
}

/** @param principal `tenant/user` */
export async function userOf({ registry }: DeployedSample, principal: string): Promise<UserRecord | undefined> {
  const [tenant = '', user = ''] = principal.split('/');
  return await registry.readUser(userItemKey({ tenant, user }));
}

/** Every item of the table, as text: for what must not stand in any of them. */
export async function tableText({ target, tableName }: DeployedSample): Promise<string> {
  const { Items: items = [] } = await target.clients.documents.send(
    new ScanCommand({ TableName: tableName, ConsistentRead: true }),
  );
  return JSON.stringify(items);
}
