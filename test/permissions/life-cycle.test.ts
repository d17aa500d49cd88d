import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { APIGatewayClient, GetApiKeysCommand } from '@aws-sdk/client-api-gateway';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { TWIN_CLIENT } from '../../cli/twin-client';
import { userKey } from '../../lambda/contract/registry-records';
import { userReferences } from '../../lambda/domain/declared-user';
import { send } from '../conformance/check-case';
import { opaqueCaller, provenCaller } from '../support/asked-caller';
import { removeAssembly } from '../support/sample-assembly';
import { type ServedGateway, serveGateway } from '../support/served-gateway';
import { ASKED_ISSUER, customerKeys, synthesizeVariant, type Variant, VARIANTS } from './variants';

const PATH = '/shop/1';

describe('an app over its releases, with no more than its roles permit', () => {
  const assemblies: string[] = [];
  let dataDir: string;
  let gateway: ServedGateway | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-life-'));
  });

  afterEach(async () => {
    await gateway?.stop();
    gateway = undefined;
    rmSync(dataDir, { recursive: true, force: true });
    assemblies.splice(0).forEach(removeAssembly);
  });

  async function release(variant: Variant): Promise<ServedGateway> {
    await gateway?.stop();
    const assembly = synthesizeVariant(variant);
    assemblies.push(assembly);
    gateway = await serveGateway(assembly, { dataDir });
    return gateway;
  }

  async function ask(
    { description }: ServedGateway,
    headers: Readonly<Record<string, string>>,
    path = PATH,
  ): Promise<number> {
    const { status } = await send(description.url, { method: 'GET', path, headers });
    return status;
  }

  function call(served: ServedGateway, user: string, path = PATH): Promise<number> {
    const token = served.description.users.find(({ id }) => id === user)?.token;
    return ask(served, { Authorization: `Bearer ${token}` }, path);
  }

  /** @returns the statuses of the same proof's first and second use. */
  async function callWithProof(served: ServedGateway): Promise<number[]> {
    const headers = await provenCaller(served, ASKED_ISSUER, PATH);
    return [await ask(served, headers), await ask(served, headers)];
  }

  async function keyNames({ twin }: ServedGateway): Promise<string[]> {
    const client = new APIGatewayClient({ ...TWIN_CLIENT, endpoint: twin.endpoints.apiGateway });
    const { items = [] } = await client.send(new GetApiKeysCommand({}));
    client.destroy();
    return items.map(({ name }) => String(name).replace(/^gatehouse-[^-]+-/, '')).sort();
  }

  /** As a run leaves it that made the key and was stopped before it could say so. */
  async function forgetKey({ twin }: ServedGateway, user: string): Promise<void> {
    const client = new DynamoDBClient({ ...TWIN_CLIENT, endpoint: twin.endpoints.dynamodb });
    const { tenantRef, userRef } = userReferences({ tenant: 'acme', user });
    await DynamoDBDocumentClient.from(client).send(
      new UpdateCommand({
        TableName: twin.tables[0]?.name,
        Key: { ...userKey(tenantRef, userRef) },
        UpdateExpression: 'REMOVE meteringKeyId, planId',
      }),
    );
    client.destroy();
  }

  test("users come, move and go under a customer's keys, and a key is found again", async () => {
    const first = await release(customerKeys({ plans: { first: 'steady', second: 'steady', third: 'swift' } }));
    expect(await Promise.all([call(first, 'first'), call(first, 'second')])).toEqual([200, 200]);
    await forgetKey(first, 'third');

    const second = await release(customerKeys({ plans: { first: 'swift', third: 'swift' } }));
    expect(await Promise.all([call(second, 'first'), call(second, 'third')])).toEqual([200, 200]);
    expect(await keyNames(second)).toEqual(['acme', 'acme/first', 'acme/second', 'acme/third']);

    const third = await release(customerKeys({ plans: { first: 'swift' } }));
    expect(await keyNames(third)).toEqual(['acme', 'acme/first', 'acme/third']);
  });

  test("an API of another app joins, and stays, under a customer's keys", async () => {
    const variant = VARIANTS['customer keys, joined'];

    const statuses = [
      await call(await release(variant), 'first', '/joined/1'),
      await call(await release(variant), 'first', '/joined/1'),
    ];

    expect(statuses).toEqual([200, 200]);
  });

  test("tokens are asked about, and proofs of possession remembered, under a customer's keys", async () => {
    const served = await release(VARIANTS['customer keys']);

    expect(await ask(served, await opaqueCaller(served, ASKED_ISSUER))).toBe(200);
    expect(await callWithProof(served)).toEqual([200, 401]);
  });

  test('secrets that are known by their names alone', async () => {
    const served = await release(VARIANTS['secret by name']);

    expect(await call(served, 'any')).toBe(200);
    expect(await ask(served, await opaqueCaller(served, ASKED_ISSUER))).toBe(200);
    expect(await callWithProof(served)).toEqual([200, 401]);
  });
});
