import type { Clock } from '../gateway/model';
import { generatePassword } from './random-password';
import { type SecretPayload, type SecretStore, type StoredSecret, type StoredVersion, stagesOf } from './secret-store';
import { ServiceError } from './service-error';

/** Where new secrets belong, and what time it is there. */
export interface SecretPlace {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
}

type Input = Readonly<Record<string, unknown>>;
type SecretOperation = (input: Input, store: SecretStore, place: SecretPlace) => unknown;

const NEEDS_TOKEN = 'You must provide a ClientRequestToken value. We recommend a UUID-type value.';

/** Secrets Manager's operations, as far as a gateway and its rotation use them. */
export const SECRET_OPERATIONS: Readonly<Record<string, SecretOperation>> = {
  GetSecretValue(input, store) {
    const secret = store.findLive(text(input, 'SecretId'));
    const version = versionFor(secret, optional(input, 'VersionId'), optional(input, 'VersionStage'));
    store.access(secret, version);
    return {
      ...identity(secret),
      VersionId: version.id,
      ...version.value,
      VersionStages: stagesOf(secret, version.id),
      CreatedDate: seconds(version.createdAt),
    };
  },

  DescribeSecret(input, store) {
    return describe(store.find(text(input, 'SecretId')));
  },

  PutSecretValue(input, store) {
    const secret = store.findLive(text(input, 'SecretId'));
    const token = optional(input, 'ClientRequestToken');
    if (token === undefined) throw new ServiceError('InvalidRequestException', NEEDS_TOKEN);
    const value = payload(input);
    if (value === undefined) {
      throw new ServiceError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
    }
    const version = store.putVersion(secret, token, value, input['VersionStages'] as string[] | undefined);
    return { ...identity(secret), VersionId: version.id, VersionStages: stagesOf(secret, version.id) };
  },

  UpdateSecretVersionStage(input, store) {
    const secret = store.findLive(text(input, 'SecretId'));
    const stage = text(input, 'VersionStage');
    const to = optional(input, 'MoveToVersionId');
    const from = optional(input, 'RemoveFromVersionId');
    const holder = secret.stages[stage];
    for (const id of [to, from]) if (id !== undefined) versionById(secret, id);
    if (holder !== undefined && holder !== to && holder !== from) {
      throw new ServiceError(
        'InvalidParameterException',
        `The parameter RemoveFromVersionId can't be ${from ?? 'empty'}. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
      );
    }
    if (from !== undefined && holder !== from) {
      throw new ServiceError('InvalidParameterException', `Staging label ${stage} is not attached to version ${from}.`);
    }
    if (to === undefined && stage === 'AWSCURRENT') {
      throw new ServiceError(
        'InvalidParameterException',
        "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
      );
    }
    store.moveStage(secret, stage, to);
    return identity(secret);
  },

  ListSecretVersionIds(input, store) {
    const secret = store.find(text(input, 'SecretId'));
    const versions = secret.versions
      .map((version) => ({ version, stages: stagesOf(secret, version.id) }))
      .filter(({ stages }) => stages.length > 0 || input['IncludeDeprecated'] === true)
      .map(({ version, stages }) => ({
        VersionId: version.id,
        ...(stages.length === 0 ? {} : { VersionStages: stages }),
        ...date('LastAccessedDate', version.accessedAt),
        CreatedDate: seconds(version.createdAt),
        KmsKeyIds: [secret.kmsKeyId ?? 'DefaultEncryptionKey'],
      }));
    const { page, next } = paged(versions, input);
    return { ...identity(secret), Versions: page, ...next };
  },

  CreateSecret(input, store, place) {
    const name = text(input, 'Name');
    if (!/^[\w/+=.@-]{1,512}$/.test(name)) {
      throw new ServiceError(
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      );
    }
    const value = payload(input);
    const token = optional(input, 'ClientRequestToken');
    if (value !== undefined && token === undefined) throw new ServiceError('InvalidRequestException', NEEDS_TOKEN);
    const existing = store.byName(name);
    if (existing?.deletedAt !== undefined) {
      throw new ServiceError(
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    if (existing !== undefined && value !== undefined && token !== undefined && store.holds(existing, token, value)) {
      return { ...identity(existing), VersionId: token };
    }
    const description = optional(input, 'Description');
    const kmsKeyId = optional(input, 'KmsKeyId');
    const secret = store.create(name, place, {
      ...(description === undefined ? {} : { description }),
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      ...(Array.isArray(input['Tags']) ? { tags: input['Tags'] } : {}),
    });
    if (value === undefined) return identity(secret);
    return { ...identity(secret), VersionId: store.putVersion(secret, token as string, value).id };
  },

  DeleteSecret(input, store, place) {
    const id = text(input, 'SecretId');
    const force = input['ForceDeleteWithoutRecovery'] === true;
    const days = Number(input['RecoveryWindowInDays'] ?? 30);
    if (force && input['RecoveryWindowInDays'] !== undefined) {
      throw new ServiceError(
        'InvalidParameterException',
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      );
    }
    if (days < 7 || days > 30) {
      throw new ServiceError(
        'InvalidParameterException',
        'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
      );
    }
    const deletedAt = place.clock.now();
    if (!force) {
      const secret = store.findLive(id);
      store.markDeleted(secret, deletedAt);
      return { ...identity(secret), DeletionDate: seconds(deletedAt + days * 86_400_000) };
    }
    // A repeated call must find the same as the first one, so a secret that is gone is no error.
    const secret = store.lookUp(id);
    if (secret !== undefined) store.markDeleted(secret, undefined);
    return { ...identity(secret ?? { name: id, arn: store.newArn(id, place) }), DeletionDate: seconds(deletedAt) };
  },

  ListSecrets(input, store) {
    const prefixes = ((input['Filters'] ?? []) as { Key?: string; Values?: string[] }[]).map((filter) => {
      if (filter.Key === 'name') return filter.Values ?? [];
      throw new ServiceError('InvalidParameterException', `The twin filters secrets by name, not by ${filter.Key}.`);
    });
    const listed = store
      .all()
      .filter((secret) => secret.deletedAt === undefined || input['IncludePlannedDeletion'] === true)
      .filter((secret) => prefixes.every((values) => values.some((prefix) => secret.name.startsWith(prefix))))
      .map((secret) => {
        const { VersionIdsToStages, ...entry } = describe(secret);
        return {
          ...entry,
          ...(VersionIdsToStages === undefined ? {} : { SecretVersionsToStages: VersionIdsToStages }),
        };
      });
    const { page, next } = paged(listed, input);
    return { SecretList: page, ...next };
  },

  GetRandomPassword(input) {
    try {
      const password = generatePassword({
        passwordLength: input['PasswordLength'] as number | undefined,
        excludeCharacters: input['ExcludeCharacters'] as string | undefined,
        excludeLowercase: input['ExcludeLowercase'] as boolean | undefined,
        excludeUppercase: input['ExcludeUppercase'] as boolean | undefined,
        excludeNumbers: input['ExcludeNumbers'] as boolean | undefined,
        excludePunctuation: input['ExcludePunctuation'] as boolean | undefined,
        includeSpace: input['IncludeSpace'] as boolean | undefined,
        requireEachIncludedType: input['RequireEachIncludedType'] as boolean | undefined,
      });
      return { RandomPassword: password };
    } catch (error) {
      throw new ServiceError('InvalidParameterException', (error as Error).message);
    }
  },

  RotateSecret(input, store) {
    store.findLive(text(input, 'SecretId'));
    throw new ServiceError(
      'InvalidRequestException',
      'The twin does not run rotations. Put a new value with PutSecretValue, or rotate on AWS.',
    );
  },
};

function versionFor(secret: StoredSecret, id: string | undefined, stage: string | undefined): StoredVersion {
  if (id !== undefined) {
    const version = versionById(secret, id);
    if (stage !== undefined && secret.stages[stage] !== id) {
      throw new ServiceError(
        'InvalidRequestException',
        'You provided a VersionStage that is not associated to the provided VersionId.',
      );
    }
    if (version.value !== undefined) return version;
    throw notFound(`secret value for VersionId: ${id}`);
  }
  const label = stage ?? 'AWSCURRENT';
  const version = secret.versions.find((candidate) => candidate.id === secret.stages[label]);
  if (version?.value !== undefined) return version;
  throw notFound(`secret value for staging label: ${label}`);
}

function versionById(secret: StoredSecret, id: string): StoredVersion {
  const version = secret.versions.find((candidate) => candidate.id === id);
  if (version !== undefined) return version;
  throw notFound(`secret value for VersionId: ${id}`);
}

function notFound(what: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `Secrets Manager can't find the specified ${what}`);
}

function describe(secret: StoredSecret) {
  const stages: Record<string, string[]> = {};
  for (const version of secret.versions) {
    const labels = stagesOf(secret, version.id);
    if (labels.length > 0) stages[version.id] = labels;
  }
  return {
    ...identity(secret),
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    ...(secret.kmsKeyId === undefined ? {} : { KmsKeyId: secret.kmsKeyId }),
    ...(secret.tags === undefined ? {} : { Tags: secret.tags }),
    CreatedDate: seconds(secret.createdAt),
    LastChangedDate: seconds(secret.changedAt),
    ...date('LastAccessedDate', secret.accessedAt),
    ...date('DeletedDate', secret.deletedAt),
    ...(Object.keys(stages).length === 0 ? {} : { VersionIdsToStages: stages }),
  };
}

function identity(secret: Pick<StoredSecret, 'arn' | 'name'>) {
  return { ARN: secret.arn, Name: secret.name };
}

function payload(input: Input): SecretPayload | undefined {
  const SecretString = optional(input, 'SecretString');
  const SecretBinary = optional(input, 'SecretBinary');
  if (SecretString !== undefined) return { SecretString };
  return SecretBinary === undefined ? undefined : { SecretBinary };
}

function paged<T>(entries: readonly T[], input: Input): { page: readonly T[]; next: { NextToken?: string } } {
  const start = Number(optional(input, 'NextToken') ?? 0);
  const end = start + Number(input['MaxResults'] ?? 100);
  return { page: entries.slice(start, end), next: end < entries.length ? { NextToken: String(end) } : {} };
}

function text(input: Input, name: string): string {
  const value = optional(input, name);
  if (value !== undefined) return value;
  throw new ServiceError('InvalidParameterException', `You must provide a value for the ${name} parameter.`);
}

function optional(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function date(name: string, milliseconds: number | undefined): Record<string, number> {
  return milliseconds === undefined ? {} : { [name]: seconds(milliseconds) };
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
