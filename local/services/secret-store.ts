import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../gateway/model';
import type { SecretModel } from './secret-model';
import { ServiceError } from './service-error';

/** As the snapshot keeps it; times are epoch milliseconds. */
export interface StoredSecret {
  readonly arn: string;
  readonly name: string;
  description?: string;
  kmsKeyId?: string;
  readonly createdAt: number;
  changedAt: number;
  accessedAt?: number;
  deletedAt?: number;
  readonly tags?: readonly unknown[];
  /** Oldest first. */
  readonly versions: StoredVersion[];
  /** Version id by staging label: a label sits on one version at most. */
  readonly stages: Record<string, string>;
}

export interface StoredVersion {
  readonly id: string;
  readonly createdAt: number;
  accessedAt?: number;
  /** Without a value while only a label marks the version, as at the start of a rotation. */
  value?: SecretPayload;
}

export interface SecretPayload {
  readonly SecretString?: string;
  /** Base64. */
  readonly SecretBinary?: string;
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/** Secrets, their versions and staging labels. */
export class SecretStore {
  private readonly secrets = new Map<string, StoredSecret>();

  constructor(
    private readonly clock: Clock,
    private readonly changed: () => void = () => {},
  ) {}

  /** Makes a declared secret; one that was restored keeps its versions. */
  addDeclared(model: SecretModel): void {
    if (this.secrets.has(model.arn)) return;
    const secret = this.add(model);
    if (model.initialValue !== undefined) this.putVersion(secret, randomUUID(), { SecretString: model.initialValue });
  }

  create(name: string, place: { region: string; accountId: string }, details: Partial<StoredSecret>): StoredSecret {
    if (this.byName(name) !== undefined) {
      throw new ServiceError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    return this.add({ arn: this.newArn(name, place), name, ...details });
  }

  /** An ARN that no secret has, with its random suffix. */
  newArn(name: string, { region, accountId }: { region: string; accountId: string }): string {
    const suffix = randomBytes(12)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 6);
    return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`;
  }

  byName(name: string): StoredSecret | undefined {
    return this.all().find((secret) => secret.name === name);
  }

  /** @param id name, ARN, or ARN without its random suffix. */
  lookUp(id: string): StoredSecret | undefined {
    return (
      this.secrets.get(id) ??
      this.all().find(({ name, arn }) => name === id || arn.replace(/-[A-Za-z0-9]{6}$/, '') === id)
    );
  }

  /** @param id as for {@link lookUp}. */
  find(id: string): StoredSecret {
    const secret = this.lookUp(id);
    if (secret !== undefined) return secret;
    throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }

  /** Whether this very version is there, with this very value. */
  holds(secret: StoredSecret, versionId: string, value: SecretPayload): boolean {
    const version = secret.versions.find(({ id }) => id === versionId);
    return JSON.stringify(version?.value) === JSON.stringify(value);
  }

  /** @throws ServiceError also where the secret is marked for deletion. */
  findLive(id: string): StoredSecret {
    const secret = this.find(id);
    if (secret.deletedAt === undefined) return secret;
    throw new ServiceError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }

  all(): readonly StoredSecret[] {
    return [...this.secrets.values()];
  }

  putVersion(
    secret: StoredSecret,
    id: string,
    value: SecretPayload,
    stages: readonly string[] = [CURRENT],
  ): StoredVersion {
    const known = secret.versions.find((version) => version.id === id);
    if (known?.value !== undefined) {
      if (this.holds(secret, id, value)) return known;
      throw new ServiceError(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`,
      );
    }
    const isFirst = secret.versions.every((version) => version.value === undefined);
    const version = known ?? { id, createdAt: this.clock.now() };
    version.value = value;
    if (known === undefined) secret.versions.push(version);
    for (const stage of new Set([...stages, ...(isFirst ? [CURRENT] : [])])) this.moveStage(secret, stage, id);
    this.touch(secret);
    return version;
  }

  /** Puts a label on a version, or takes it away where `versionId` is `undefined`. */
  moveStage(secret: StoredSecret, stage: string, versionId: string | undefined): void {
    const from = secret.stages[stage];
    if (versionId === undefined) Reflect.deleteProperty(secret.stages, stage);
    else secret.stages[stage] = versionId;
    if (stage === CURRENT && from !== undefined && from !== versionId) secret.stages[PREVIOUS] = from;
    this.touch(secret);
  }

  access(secret: StoredSecret, version: StoredVersion): void {
    // AWS keeps the day, not the time.
    const day = Math.floor(this.clock.now() / 86_400_000) * 86_400_000;
    secret.accessedAt = day;
    version.accessedAt = day;
  }

  markDeleted(secret: StoredSecret, deletedAt: number | undefined): void {
    if (deletedAt === undefined) this.secrets.delete(secret.arn);
    else secret.deletedAt = deletedAt;
    this.changed();
  }

  snapshot(): readonly StoredSecret[] {
    return this.all();
  }

  restore(secrets: readonly StoredSecret[]): void {
    for (const secret of secrets) this.secrets.set(secret.arn, secret);
  }

  private add(details: Partial<StoredSecret> & { readonly arn: string; readonly name: string }): StoredSecret {
    const now = this.clock.now();
    const { arn, name, description, kmsKeyId, tags } = details;
    const secret: StoredSecret = {
      arn,
      name,
      ...(description === undefined ? {} : { description }),
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      ...(tags === undefined ? {} : { tags }),
      createdAt: now,
      changedAt: now,
      versions: [],
      stages: {},
    };
    this.secrets.set(arn, secret);
    this.changed();
    return secret;
  }

  private touch(secret: StoredSecret): void {
    secret.changedAt = this.clock.now();
    this.changed();
  }
}

/** @returns the labels on a version, in the order they were put. */
export function stagesOf(secret: StoredSecret, versionId: string): string[] {
  return Object.keys(secret.stages).filter((stage) => secret.stages[stage] === versionId);
}
