import { randomBytes } from 'node:crypto';
import type { ApiKeyStore, Clock, UsagePlanModel } from '../gateway/model';
import type { ApiKeyModel } from './api-key-model';
import { ServiceError } from './service-error';

/** As the snapshot keeps it; times are epoch milliseconds. */
export interface StoredApiKey {
  readonly id: string;
  readonly value: string;
  name?: string;
  description?: string;
  customerId?: string;
  enabled: boolean;
  readonly createdAt: number;
  updatedAt: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What the snapshot keeps. */
export interface StoredApiKeys {
  readonly keys: readonly StoredApiKey[];
  /** Key ids by plan id. */
  readonly planKeys: Readonly<Record<string, readonly string[]>>;
  /** Used requests by plan id, key id and day (`2026-11-24`, UTC). */
  readonly usage: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
}

const MIN_VALUE = 20;
const MAX_VALUE = 128;
const MAX_NAME = 1024;

/** API keys, usage plans, which key is in which plan, and what was used of it. */
export class ApiKeyRegistry implements ApiKeyStore {
  private readonly keys = new Map<string, StoredApiKey>();
  private readonly plans = new Map<string, UsagePlanModel>();
  private readonly planKeys = new Map<string, Set<string>>();
  private readonly usage: Record<string, Record<string, Record<string, number>>> = {};

  constructor(
    private readonly clock: Clock,
    private readonly changed: () => void = () => {},
  ) {}

  keyByValue(value: string): StoredApiKey | undefined {
    return [...this.keys.values()].find((key) => key.value === value);
  }

  planFor(keyId: string, apiId: string, stage: string): UsagePlanModel | undefined {
    return this.allPlans().find((plan) => this.planKeys.get(plan.id)?.has(keyId) && serves(plan, apiId, stage));
  }

  recordUse(planId: string, keyId: string, at: Date): void {
    const day = at.toISOString().slice(0, 10);
    this.usage[planId] ??= {};
    const days = (this.usage[planId][keyId] ??= {});
    days[day] = (days[day] ?? 0) + 1;
    this.changed();
  }

  /** Makes a declared key; one that was restored keeps its generated value. */
  addDeclared(model: ApiKeyModel): void {
    const restored = this.keys.get(model.id);
    if (restored !== undefined && (model.value === undefined || model.value === restored.value)) return;
    this.keys.delete(model.id);
    this.create(model);
  }

  addPlan(plan: UsagePlanModel): void {
    this.plans.set(plan.id, plan);
  }

  create(model: Omit<ApiKeyModel, 'id'> & { readonly id?: string }): StoredApiKey {
    const value = model.value === undefined || model.value === '' ? randomText(40) : model.value;
    if (value.length < MIN_VALUE) throw badRequest(`API Key value should be at least ${MIN_VALUE} characters`);
    if (value.length > MAX_VALUE) throw badRequest(`API Key value exceeds maximum size of ${MAX_VALUE} characters`);
    if ((model.name?.length ?? 0) > MAX_NAME) {
      throw badRequest(`Invalid API Key name, can be at most ${MAX_NAME} characters.`);
    }
    if (this.keyByValue(value) !== undefined)
      throw new ServiceError('ConflictException', 'API Key already exists', 409);
    const now = this.clock.now();
    const key = { ...model, id: model.id ?? randomText(10).toLowerCase(), value, createdAt: now, updatedAt: now };
    this.keys.set(key.id, key);
    this.changed();
    return key;
  }

  key(id: string): StoredApiKey {
    const key = this.keys.get(id);
    if (key !== undefined) return key;
    throw new ServiceError('NotFoundException', 'Invalid API Key identifier specified', 404);
  }

  update(
    id: string,
    change: Partial<Pick<StoredApiKey, 'name' | 'description' | 'customerId' | 'enabled'>>,
  ): StoredApiKey {
    const key = Object.assign(this.key(id), change, { updatedAt: this.clock.now() });
    this.changed();
    return key;
  }

  delete(id: string): void {
    this.key(id);
    this.keys.delete(id);
    for (const members of this.planKeys.values()) members.delete(id);
    this.changed();
  }

  allKeys(): readonly StoredApiKey[] {
    return [...this.keys.values()];
  }

  plan(id: string): UsagePlanModel {
    const plan = this.plans.get(id);
    if (plan !== undefined) return plan;
    throw new ServiceError('NotFoundException', 'Invalid Usage Plan ID specified', 404);
  }

  allPlans(): readonly UsagePlanModel[] {
    return [...this.plans.values()];
  }

  /** A key is in one plan per stage at most. */
  addToPlan(planId: string, keyId: string): void {
    const plan = this.plan(planId);
    this.key(keyId);
    const taken = plan.apiStages.find(({ apiId, stage }) => this.planFor(keyId, apiId, stage) !== undefined);
    if (taken !== undefined || this.planKeys.get(planId)?.has(keyId)) {
      const where =
        taken === undefined ? `usage plan ${planId}` : `a usage plan of API stage ${taken.apiId}:${taken.stage}`;
      throw new ServiceError('ConflictException', `API Key ${keyId} is already in ${where}`, 409);
    }
    this.members(planId).add(keyId);
    this.changed();
  }

  /** Restored membership is not a conflict. */
  addDeclaredToPlan(planId: string, keyId: string): void {
    if (!this.planKeys.get(planId)?.has(keyId)) this.addToPlan(planId, keyId);
  }

  removeFromPlan(planId: string, keyId: string): void {
    this.planKey(planId, keyId);
    this.members(planId).delete(keyId);
    this.changed();
  }

  planKey(planId: string, keyId: string): StoredApiKey {
    this.plan(planId);
    if (this.planKeys.get(planId)?.has(keyId)) return this.key(keyId);
    throw new ServiceError('NotFoundException', 'Invalid API Key identifier specified', 404);
  }

  planMembers(planId: string): readonly StoredApiKey[] {
    this.plan(planId);
    return [...(this.planKeys.get(planId) ?? [])].map((keyId) => this.key(keyId));
  }

  /** Used requests by day of one key under one plan. */
  usageOf(planId: string, keyId: string): Readonly<Record<string, number>> {
    return this.usage[planId]?.[keyId] ?? {};
  }

  /** Keys that used a plan, those since removed from it included. */
  usersOf(planId: string): readonly string[] {
    return Object.keys(this.usage[planId] ?? {});
  }

  snapshot(): StoredApiKeys {
    const planKeys = Object.fromEntries([...this.planKeys].map(([planId, members]) => [planId, [...members]]));
    return { keys: this.allKeys(), planKeys, usage: this.usage };
  }

  restore(stored: StoredApiKeys): void {
    for (const key of stored.keys) this.keys.set(key.id, key);
    for (const [planId, members] of Object.entries(stored.planKeys)) this.planKeys.set(planId, new Set(members));
    Object.assign(this.usage, stored.usage);
  }

  private members(planId: string): Set<string> {
    const members = this.planKeys.get(planId) ?? new Set<string>();
    this.planKeys.set(planId, members);
    return members;
  }
}

function serves(plan: UsagePlanModel, apiId: string, stage: string): boolean {
  return plan.apiStages.some((served) => served.apiId === apiId && served.stage === stage);
}

function badRequest(message: string): ServiceError {
  return new ServiceError('BadRequestException', message);
}

function randomText(length: number): string {
  return randomBytes(length * 2)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, length);
}
