import type { FaultAnswers, ServedFault } from './fault-endpoint';

export type Dependency = 'issuer' | 'registry' | 'secret' | 'upstream';
export type Fault = 'refused' | 'dns' | ServedFault;

/** One cell: what fails, how, and what a client that is permitted gets meanwhile. */
export interface FaultCell {
  /** `KMS` is met through the services that decrypt with it. */
  readonly name: string;
  readonly dependency: Dependency;
  readonly fault: Fault;
  /** Statuses of an authorised call by proxy token; anybody else is refused always. */
  readonly authorised: readonly number[];
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

/** What each dependency's errors look like. */
export const ANSWERS: Readonly<Record<Dependency, FaultAnswers>> = {
  issuer: {
    error: { status: 500, body: '{}' },
    throttle: { status: 429, body: '{}' },
    denied: { status: 403, body: '{}' },
    oversized: 300_000,
  },
  registry: {
    error: aws(500, 'InternalServerError'),
    throttle: aws(400, 'ProvisionedThroughputExceededException'),
    denied: aws(400, 'AccessDeniedException'),
    oversized: 18 * 1024 * 1024,
  },
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

export const FAULT_CELLS: readonly FaultCell[] = [
  ...FAULTS.flatMap((fault): FaultCell[] => [
    // Whoever shows a proxy token needs no issuer.
    { name: `issuer, ${fault}`, dependency: 'issuer', fault, authorised: [200] },
    { name: `DynamoDB, ${fault}`, dependency: 'registry', fault, authorised: [503] },
    { name: `Secrets Manager, ${fault}`, dependency: 'secret', fault, authorised: [503] },
    { name: `upstream, ${fault}`, dependency: 'upstream', fault, authorised: UPSTREAM[fault] },
  ]),
  ...KMS.map(
    ([dependency, type]): FaultCell => ({
      name: `KMS behind ${dependency}, ${type}`,
      dependency,
      fault: 'denied',
      authorised: [503],
      denied: aws(400, type, 'The key cannot be used (Service: AWSKMS)'),
    }),
  ),
];
