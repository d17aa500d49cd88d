import type { GetSecretValueCommand, GetSecretValueCommandOutput } from '@aws-sdk/client-secrets-manager';
import { type Clock, DependencyFault, Redacted, type SecretReader } from '../domain/ports';

/** How long a version is used without asking again, in milliseconds. */
export const SECRET_FRESH_MS = 300_000;
/** How long after it was last read a version still serves where Secrets Manager does not answer, in milliseconds. */
export const SECRET_STALE_MS = 3_600_000;
/** Shortest time between two reads, whatever their outcome, in milliseconds. */
export const SECRET_INTERVAL_MS = 5_000;

/** What is used of Secrets Manager, in the SDK's words. */
export interface SecretsClient {
  send(command: Pick<GetSecretValueCommand, 'input'>): Promise<GetSecretValueCommandOutput>;
}

interface Version {
  readonly versionId: string;
  readonly value: Redacted;
}

type Reading =
  | { readonly kind: 'version'; readonly version: Version }
  | { readonly kind: 'empty' }
  /** `transient` may go by; anything else is an answer, and the answer is no. */
  | { readonly kind: 'fault'; readonly transient: boolean; readonly code: string };

const THROTTLES: ReadonlySet<string> = new Set([
  'RequestLimitExceeded',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);
/** Service exceptions that say "not now", whatever their HTTP status. */
const OUTAGES: ReadonlySet<string> = new Set(['InternalFailure', 'InternalServiceError', 'ServiceUnavailable']);

/**
 * Reads one secret's current version, one read at a time and at most one every {@link SECRET_INTERVAL_MS}.
 *
 * Where Secrets Manager is slow, throttles or fails, the last version serves until it is stale; where it denies access,
 * does not find the secret or cannot decrypt it, nothing serves.
 */
export class CachedSecretReader implements SecretReader {
  #reading: Reading | undefined;
  #readAt = 0;
  #held: (Version & { readonly readAt: number }) | undefined;
  #pending: Promise<Reading> | undefined;

  public constructor(
    private readonly client: SecretsClient,
    private readonly secretArn: string,
    private readonly clock: Clock,
  ) {}

  public async current(refresh: boolean): Promise<Version | 'empty'> {
    const held = this.#held;
    if (held !== undefined && !refresh && this.clock.now() - held.readAt < SECRET_FRESH_MS) {
      return held;
    }
    const reading = await this.#read();
    if (reading.kind === 'version') {
      return reading.version;
    }
    if (reading.kind === 'empty') {
      return 'empty';
    }
    if (this.#held !== undefined && this.clock.now() - this.#held.readAt < SECRET_STALE_MS) {
      return this.#held;
    }
    throw new DependencyFault(
      'secret',
      'unavailable',
      `The secret cannot be read (${reading.code}). Check the secret, its key and the function's grant.`,
    );
  }

  async #read(): Promise<Reading> {
    if (this.#pending !== undefined) {
      return this.#pending;
    }
    if (this.#reading !== undefined && this.clock.now() - this.#readAt < SECRET_INTERVAL_MS) {
      return this.#reading;
    }
    this.#pending = this.#fetch();
    try {
      return await this.#pending;
    } finally {
      this.#pending = undefined;
    }
  }

  async #fetch(): Promise<Reading> {
    const reading = await this.client
      .send({ input: { SecretId: this.secretArn } })
      .then(readingOfOutput, readingOfError);
    this.#readAt = this.clock.now();
    this.#reading = reading;
    if (reading.kind === 'version') {
      this.#held = { ...reading.version, readAt: this.#readAt };
    } else if (reading.kind === 'empty' || !reading.transient) {
      this.#held = undefined;
    }
    return reading;
  }
}

function readingOfOutput(output: GetSecretValueCommandOutput): Reading {
  const { VersionId, SecretString, SecretBinary } = output;
  const text = SecretString ?? (SecretBinary === undefined ? '' : Buffer.from(SecretBinary).toString('utf8'));
  return text === ''
    ? { kind: 'empty' }
    : { kind: 'version', version: { versionId: VersionId ?? '', value: new Redacted(text) } };
}

function readingOfError(error: unknown): Reading {
  const { name, message, $metadata } = error as Partial<Error> & { $metadata?: { httpStatusCode?: number } };
  // The same exception stands for a secret that does not exist and for one that nothing was put into yet.
  if (name === 'ResourceNotFoundException' && /staging label/.test(message ?? '')) {
    return { kind: 'empty' };
  }
  const status = $metadata?.httpStatusCode;
  const transient =
    status === undefined || status >= 500 || status === 429 || THROTTLES.has(name ?? '') || OUTAGES.has(name ?? '');
  return { kind: 'fault', transient, code: name ?? 'no name' };
}
