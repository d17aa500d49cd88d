import {
  type aws_logs as logs,
  type aws_secretsmanager as secretsmanager,
  aws_iam as iam,
  Duration,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ApiDocument } from '../../lambda/contract/api-document';
import { encodeEnvironment } from '../../lambda/contract/environment';
import { API_DOCUMENT_FILE, FORWARDER_ENVIRONMENT } from '../../lambda/contract/function-environments';
import type { NetworkOptions } from '../network-options';
import { BundledFunction } from './bundled-function';
import { keyStatement } from './statements';

/** Bodies of up to 6 MB are held whole, some as base64 beside it; TLS wants processor time. */
const MEMORY_MB = 512;
/** API Gateway waits no longer. */
const TIMEOUT = Duration.seconds(29);

export interface ForwarderProps extends NetworkOptions {
  readonly upstreamUrl: string;
  readonly secret: secretsmanager.ISecret | undefined;
  readonly logGroup: logs.ILogGroup;
  readonly document: () => ApiDocument;
  readonly memorySize?: number;
  readonly reservedConcurrency?: number;
  readonly tracing?: boolean;
}

/** The function that calls one upstream. It can read one secret, and nothing else. */
export function createForwarder(scope: Construct, props: ForwarderProps): BundledFunction {
  const { secret } = props;
  return new BundledFunction(scope, 'Forwarder', {
    bundle: 'forwarder',
    beside: { fileName: API_DOCUMENT_FILE, content: () => JSON.stringify(props.document()) },
    description: 'Forwards permitted requests to one upstream',
    environment: encodeEnvironment(FORWARDER_ENVIRONMENT, {
      upstreamUrl: props.upstreamUrl,
      secretArn: secret?.secretArn,
    }),
    memorySize: props.memorySize ?? MEMORY_MB,
    timeout: TIMEOUT,
    logGroup: props.logGroup,
    statements:
      secret === undefined
        ? []
        : [
            new iam.PolicyStatement({
              actions: ['secretsmanager:GetSecretValue'],
              resources: [secretPolicyArn(secret)],
            }),
            ...keyStatement(scope, secret.encryptionKey, 'secretsmanager', ['kms:Decrypt']),
          ],
    reservedConcurrency: props.reservedConcurrency,
    tracing: props.tracing,
    network: props,
    reasons: {
      noDeadLetters:
        "API Gateway waits for its answer: a call that fails is the client's to repeat, never queued with its body.",
      noReservedConcurrency:
        'What is reserved is taken from the account, few in a new one; usage plans limit callers: see reservedConcurrency.',
      outsideNetwork: 'It calls one public upstream and Secrets Manager, and nothing can call it but Lambda: see vpc.',
    },
  });
}

/** A secret known by name only has six characters in its ARN that nobody knows before the deploy. */
export function secretPolicyArn(secret: secretsmanager.ISecret): string {
  return secret.secretFullArn ?? `${secret.secretArn}-??????`;
}
