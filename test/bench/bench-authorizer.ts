import { randomUUID } from 'node:crypto';
import type { BatchGetCommand, BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { within } from '../../lambda/adapters/deadline';
import type { RegistryClient } from '../../lambda/adapters/registry-items';
import { DynamoDbRegistryReader } from '../../lambda/adapters/registry-reader';
import type { RegistryKey } from '../../lambda/contract/registry-records';
import type { AuditRecord } from '../../lambda/contract/audit-record';
import { AuditTrail } from '../../lambda/domain/audit-trail';
import { type AuthorizerPorts, type Verdict, authorize } from '../../lambda/domain/authorize';
import { ReleaseCache } from '../../lambda/domain/release-cache';
import { rememberedEvaluation } from '../../lambda/domain/remembered-evaluation';
import { AuthorizerRig } from '../support/authorizer-rig';
import { type MemoryRegistry, TABLE } from '../support/memory-registry';

/** Headers of an ordinary client beside the credential, as API Gateway hands them on. */
const HEADERS = {
  Accept: ['application/json'],
  'Accept-Encoding': ['gzip, deflate, br'],
  'CloudFront-Viewer-Country': ['DE'],
  'Content-Type': ['application/json'],
  Host: ['abcdef1234.execute-api.eu-central-1.amazonaws.com'],
  'User-Agent': ['bench/1.0'],
  'X-Amzn-Trace-Id': ['Root=1-67891233-abcdef012345678912345678'],
  'X-Forwarded-For': ['203.0.113.9'],
  'X-Forwarded-Port': ['443'],
  'X-Forwarded-Proto': ['https'],
};

/** The table without a network and without copies: what is left is the authorizer's own cost. */
class TableAtHand implements RegistryClient {
  roundTrips = 0;
  items = 0;

  constructor(private readonly table: MemoryRegistry) {}

  async send(command: BatchGetCommand): Promise<BatchGetCommandOutput> {
    const keys = (command.input.RequestItems?.[TABLE]?.Keys ?? []) as unknown as RegistryKey[];
    this.roundTrips += 1;
    this.items += keys.length;
    const found = keys.map(({ pk, sk }) => this.table.items.get(`${pk} ${sk}`)).filter((item) => item !== undefined);
    return { $metadata: {}, Responses: { [TABLE]: found }, UnprocessedKeys: {} };
  }
}

/** Makes no records at all. */
class SilentTrail extends AuditTrail {
  override decision(): AuditRecord {
    return undefined as never;
  }
}

/** The authorizer as it is composed for Lambda, with a table at hand and records that nobody reads. */
export class BenchAuthorizer {
  readonly rig = new AuthorizerRig();
  readonly table = new TableAtHand(this.rig.registry);
  readonly ports: AuthorizerPorts;
  readonly #unrecorded: AuthorizerPorts;

  constructor(freshnessMs: number) {
    const registry = new DynamoDbRegistryReader(this.table, TABLE, freshnessMs, this.rig.clock);
    this.ports = {
      ...this.rig.ports,
      registry,
      releases: new ReleaseCache(registry, this.rig.clock),
      trail: new AuditTrail({ write: () => undefined }, this.rig.clock, randomUUID()),
      evaluate: rememberedEvaluation(this.rig.ports.evaluate),
      newId: randomUUID,
      within,
    };
    this.#unrecorded = { ...this.ports, trail: new SilentTrail({ write: () => undefined }, this.rig.clock, '') };
  }

  /** As {@link pass}, but nothing is written down: what is left is the decision. */
  async decide(bearer: string): Promise<Verdict> {
    return await this.pass(bearer, undefined, this.#unrecorded);
  }

  /** @throws Error where the request is not let through: what is measured must be a permit. */
  async pass(bearer: string, path = '/shop/items/1', ports = this.ports): Promise<Verdict> {
    const verdict = await authorize(
      {
        method: 'GET',
        path,
        query: null,
        headers: { ...HEADERS, Authorization: [`Bearer ${bearer}`] },
        requestId: 'request-1',
        extendedRequestId: 'extended-1',
        sourceAddress: '203.0.113.9',
      },
      ports,
    );
    if (verdict.kind !== 'pass') {
      throw new Error(`The request is not let through: ${JSON.stringify(verdict)}`);
    }
    return verdict;
  }
}
