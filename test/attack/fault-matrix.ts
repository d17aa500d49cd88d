import type { FaultAnswers, ServedFault } from './fault-endpoint';

/** What functions call. `proof`: the one write of the authorizer's, that of a DPoP proof's first use. */
export const DEPENDENCIES = ['issuer', 'introspection', 'registry', 'proof', 'secret', 'upstream'] as const;
export type Dependency = (typeof DEPENDENCIES)[number];
export type Fault = 'refused' | 'dns' | ServedFault;

/** One cell: what fails, how, and what whoever needs it is told meanwhile. */
export interface FaultCell {
  /** `KMS` is met through the services that decrypt with it. */
  readonly name: string;
  readonly dependency: Dependency;
  readonly fault: Fault;
  /** Statuses of a call that needs it. */
  readonly failed: readonly number[];
  /** What the endpoint answers in place of its own `denied`. */
  readonly denied?: FaultAnswers['denied'];
}

const FAULTS: readonly Fault[] = [
  'refused',
  'dns',
  'hang',
  'drip',
  'error',
  'throttle',
  'malformed',
  'truncated',
  'oversized',
];

const aws = (status: number, type: string, message = '') => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws#${type}`, message }),
});

const DYNAMODB: FaultAnswers = {
  error: aws(500, 'InternalServerError'),
  throttle: aws(400, 'ProvisionedThroughputExceededException'),
  denied: aws(400, 'AccessDeniedException'),
  oversized: 18 * 1024 * 1024,
};

/** What each dependency's errors look like. */
export const ANSWERS: Readonly<Record<Dependency, FaultAnswers>> = {
  issuer: {
    error: { status: 500, body: '{}' },
    throttle: { status: 429, body: '{}' },
    denied: { status: 403, body: '{}' },
    oversized: 300_000,
  },
  introspection: {
    error: { status: 500, body: '{"active":true}' },
    throttle: { status: 429, body: '{"active":true}' },
    denied: { status: 403, body: '{"active":true}' },
    oversized: 100_000,
  },
  registry: DYNAMODB,
  proof: DYNAMODB,
  secret: {
    error: aws(500, 'InternalServiceError'),
    throttle: aws(400, 'ThrottlingException'),
    denied: aws(400, 'AccessDeniedException'),
    oversized: 18 * 1024 * 1024,
  },
  upstream: {
    error: { status: 500, body: '{}' },
    throttle: { status: 429, body: '{}' },
    denied: { status: 403, body: '{}' },
    oversized: 11 * 1024 * 1024,
  },
};

/** Where KMS fails, the services that asked it say so in words of their own. */
const KMS = [
  ['secret', 'DecryptionFailure'],
  ['secret', 'KMSAccessDeniedException'],
  ['secret', 'KMSInvalidStateException'],
  ['secret', 'KMSThrottlingException'],
  ['registry', 'AccessDeniedException'],
  ['registry', 'KMSDisabledException'],
] as const;

/** Of an upstream's own answers the status is the client's; what is none is 502, what is late 504. */
const UPSTREAM: Readonly<Record<Fault, readonly number[]>> = {
  refused: [502],
  dns: [502],
  hang: [504],
  drip: [504],
  error: [500, 502],
  throttle: [429],
  malformed: [502],
  truncated: [502],
  oversized: [502],
  denied: [403, 502],
};

const NAMES: Readonly<Record<Dependency, string>> = {
  issuer: 'key set',
  introspection: 'introspection',
  registry: 'DynamoDB',
  proof: 'DynamoDB, use of a proof',
  secret: 'Secrets Manager',
  upstream: 'upstream',
};

export const FAULT_CELLS: readonly FaultCell[] = [
  ...FAULTS.flatMap((fault) =>
    DEPENDENCIES.map(
      (dependency): FaultCell => ({
        name: `${NAMES[dependency]}, ${fault}`,
        dependency,
        fault,
        failed: dependency === 'upstream' ? UPSTREAM[fault] : [503],
      }),
    ),
  ),
  ...KMS.map(
    ([dependency, type]): FaultCell => ({
      name: `KMS behind ${NAMES[dependency]}, ${type}`,
      dependency,
      fault: 'denied',
      failed: [503],
      denied: aws(400, type, 'The key cannot be used (Service: AWSKMS)'),
    }),
  ),
];
