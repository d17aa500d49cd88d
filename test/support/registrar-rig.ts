import { createHash, randomBytes } from 'node:crypto';
import type { Declarations, UserDeclaration } from '../../lambda/contract/declarations';
import {
  GLOBAL_KEY,
  type GlobalRecord,
  type TenantRecord,
  tenantKey,
  type TokenRecord,
  type UserRecord,
} from '../../lambda/contract/registry-records';
import { userItemKey, userReferences } from '../../lambda/domain/declared-user';
import type { ManagedRegistry } from '../../lambda/domain/manage/managed-registry';
import type { ManagePorts } from '../../lambda/domain/manage/manage-ports';
import type { ApiKeys, Redacted, SecretWriter } from '../../lambda/domain/ports';
import { tenantReference } from '../../lambda/domain/reference';
import type { RegistrarPorts } from '../../lambda/domain/registrar-ports';
import { answerRegistrarRequest, type RegistrarOutcome } from '../../lambda/domain/registrar-request';
import { MemoryManagedRegistry } from './memory-managed-registry';

export const KEY_PREFIX = 'gatehouse-api1-';

interface Key {
  readonly name: string;
  readonly value: string;
  readonly plans: Set<string>;
}

/** API Gateway's keys, in memory: values are unique, and a key is in one plan of the stage. */
class MemoryApiKeys implements ApiKeys {
  readonly keys = new Map<string, Key>();
  #made = 0;

  copyTo(other: MemoryApiKeys): void {
    other.#made = this.#made;
    for (const [id, key] of this.keys) {
      other.keys.set(id, { ...key, plans: new Set(key.plans) });
    }
  }

  async ensureKey(name: string, value: string) {
    const found = [...this.keys].find(([, key]) => key.value === value);
    if (found !== undefined) {
      return found[0];
    }
    this.#made += 1;
    this.keys.set(`key-${this.#made}`, { name, value, plans: new Set() });
    return `key-${this.#made}`;
  }

  async ensurePlan(keyId: string, planId: string, formerPlanIds: readonly string[]) {
    const key = this.keys.get(keyId);
    if (key === undefined) {
      throw new Error('NotFoundException');
    }
    for (const former of formerPlanIds.filter((id) => id !== planId)) {
      key.plans.delete(former);
    }
    key.plans.add(planId);
    if (key.plans.size > 1) {
      throw new Error('ConflictException');
    }
  }

  async deleteKey(keyId: string) {
    this.keys.delete(keyId);
  }
}

class MemorySecrets implements SecretWriter {
  readonly values = new Map<string, string>();
  readonly versions = new Map<string, string>();

  async currentVersion(secretArn: string) {
    return this.versions.get(secretArn);
  }

  async put(secretArn: string, value: Redacted, clientRequestToken: string) {
    this.values.set(secretArn, value.reveal());
    this.versions.set(secretArn, clientRequestToken);
  }
}

/** What fails, and whether before or after it took effect; counts from 0 over all calls of all ports. */
export interface Fault {
  readonly call: number;
  readonly when: 'before' | 'after';
}

export class InjectedFault extends Error {}

/** A registrar on ports in memory, that can fail at any of their calls. */
export class RegistrarRig {
  readonly registry = new MemoryManagedRegistry();
  readonly apiKeys = new MemoryApiKeys();
  readonly secrets = new MemorySecrets();
  calls: string[] = [];
  fault: Fault | undefined;
  late = false;

  ports(keyPrefix = KEY_PREFIX): RegistrarPorts {
    return {
      registry: this.watched(this.registry),
      keys: this.watched(this.apiKeys as ApiKeys),
      secrets: this.watched(this.secrets as SecretWriter),
      randomness: { base64url: (bytes) => randomBytes(bytes).toString('base64url') },
      clock: { now: () => 1_000 },
      deadline: () => this.late,
      keyPrefix,
    };
  }

  /** The same ports, as somebody with the command line has them. */
  managePorts(keyPrefix = KEY_PREFIX): ManagePorts {
    return { ...this.ports(keyPrefix), managed: this.watched(this.registry as ManagedRegistry) };
  }

  /** One request as CloudFormation makes it. @param beside the declarations beside the code; `digestOf` = the asked. */
  async request(
    type: 'Create' | 'Update' | 'Delete',
    beside: Declarations,
    asked: Declarations = beside,
    values: Record<string, string> = {},
    keyPrefix = KEY_PREFIX,
  ): Promise<RegistrarOutcome> {
    this.calls = [];
    const properties = { Digest: digestOf(asked), KeyPrefix: keyPrefix, Values: values };
    const event = { RequestType: type, ResourceProperties: properties };
    return await answerRegistrarRequest(
      event,
      () => JSON.stringify(beside),
      (prefix) => this.ports(prefix),
    );
  }

  async deploy(beside: Declarations, asked: Declarations = beside): Promise<RegistrarOutcome> {
    return await this.request('Update', beside, asked);
  }

  /** Another registrar on ports that hold the same. */
  copy(): RegistrarRig {
    const other = new RegistrarRig();
    for (const [name, item] of this.registry.items) {
      other.registry.items.set(name, structuredClone(item));
    }
    this.apiKeys.copyTo(other.apiKeys);
    for (const [arn, value] of this.secrets.values) {
      other.secrets.values.set(arn, value);
    }
    for (const [arn, version] of this.secrets.versions) {
      other.secrets.versions.set(arn, version);
    }
    return other;
  }

  user(user: Pick<UserDeclaration, 'tenant' | 'user' | 'federated'>): UserRecord | undefined {
    return this.registry.item<UserRecord>(userItemKey(user));
  }

  async tokens(user: Pick<UserDeclaration, 'tenant' | 'user' | 'federated'>): Promise<TokenRecord[]> {
    const { tenantRef, userRef } = userReferences(user);
    return await this.registry.listTokens(tenantRef, userRef);
  }

  tenant(tenant: string): TenantRecord | undefined {
    return this.registry.item<TenantRecord>(tenantKey(tenantReference(tenant)));
  }

  global(): GlobalRecord | undefined {
    return this.registry.item<GlobalRecord>(GLOBAL_KEY);
  }

  watched<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, name) => {
        const member = Reflect.get(target, name);
        return typeof member !== 'function'
          ? member
          : async (...given: unknown[]) => {
              const call = this.calls.push(String(name)) - 1;
              if (this.fault?.call === call && this.fault.when === 'before') {
                throw new InjectedFault(`before ${String(name)}`);
              }
              const answer = await member.apply(target, given);
              if (this.fault?.call === call && this.fault.when === 'after') {
                throw new InjectedFault(`after ${String(name)}`);
              }
              return answer;
            };
      },
    });
  }
}

export function digestOf(declarations: Declarations): string {
  return createHash('sha256').update(JSON.stringify(declarations)).digest('hex');
}

const ROUTE = { method: 'GET', path: '/{item}', action: 'Read', maxBodyBytes: 0, contentTypes: [] };

/** Declarations of a small proxy. */
export function declarations(change: Partial<Declarations> = {}): Declarations {
  return {
    version: 1,
    proxy: { version: 1, issuers: [] },
    apis: [
      {
        version: 1,
        api: 'shop',
        routes: [ROUTE, { ...ROUTE, method: 'PUT', action: 'Write' }],
        upstream: { insecure: false, timeoutMs: 1_000 },
        credential: { kind: 'none' },
      },
    ],
    policies: [{ id: 'base', text: 'permit(principal, action, resource);' }],
    tenants: [{ tenant: 'acme', planId: 'plan-t' }],
    users: [
      { tenant: 'acme', user: 'ci', roles: ['reader'], planId: 'plan-a', firstTokenSecretArn: 'arn:secret:ci' },
      { tenant: 'umbrella', user: 'ann', roles: [], planId: 'plan-a', federated: { issuerId: 'okta', subject: 's1' } },
    ],
    ...change,
  };
}
