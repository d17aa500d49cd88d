import { type aws_dynamodb as dynamodb, type aws_logs as logs, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { encodeEnvironment } from '../../lambda/contract/environment';
import { AUTHORIZER_ENVIRONMENT } from '../../lambda/contract/function-environments';
import type { AccessProxyProps } from '../access-proxy-props';
import { BundledFunction } from './bundled-function';
import { answerTtlOf } from './kept-answers';
import { registryKey } from './registry-table';
import { keyStatement, TABLE_KEY_ACTIONS, tableStatement } from './statements';
import { assertConfiguration, assertWithin, isConcrete } from './validation';

/** Cedar's start is bound by the processor: below about half of one, a cold start takes seconds. */
const MEMORY_MB = 1024;
/** Three seconds are the answer's own deadline; a cold start that reads every document comes on top. */
const TIMEOUT = Duration.seconds(10);
const FRESHNESS_LIMIT_SECONDS = 60;

export interface AuthorizerProps {
  readonly table: dynamodb.ITable;
  readonly logGroup: logs.ILogGroup;
  readonly freshness: Duration;
  readonly options: AccessProxyProps;
}

/**
 * The function that identifies every caller and decides every request. It can read one table, and nothing else but what
 * declared issuers need.
 */
export function createAuthorizer(scope: Construct, props: AuthorizerProps): BundledFunction {
  const { table, options } = props;
  assertWithin(scope, 'authorizerMemorySize', options.authorizerMemorySize, [256, 10_240], 'MB');
  return new BundledFunction(scope, 'Authorizer', {
    bundle: 'authorizer',
    description: 'Identifies callers and decides requests',
    environment: encodeEnvironment(AUTHORIZER_ENVIRONMENT, {
      tableName: table.tableName,
      freshnessMs: props.freshness.toMilliseconds(),
      answerTtlSeconds: answerTtlOf(options),
    }),
    memorySize: options.authorizerMemorySize ?? MEMORY_MB,
    timeout: TIMEOUT,
    logGroup: props.logGroup,
    statements: [
      tableStatement(table.tableArn, ['BatchGetItem']),
      ...keyStatement(scope, registryKey(options.registry), 'dynamodb', TABLE_KEY_ACTIONS),
    ],
    reservedConcurrency: options.authorizerReservedConcurrency,
    tracing: options.tracing,
    network: options,
    reasons: {
      noDeadLetters:
        'API Gateway waits for its answer: a request that fails is refused there and then, and never queued.',
      noReservedConcurrency:
        'What is reserved is taken from the account, few in a new one; a full account refuses: see authorizerReservedConcurrency.',
      outsideNetwork: 'It calls AWS and issuers on the public network, and nothing can call it but Lambda: see vpc.',
    },
  });
}

/** @throws ConfigurationError */
export function assertFreshness(scope: Construct, freshness: Duration): void {
  const concrete = !freshness.isUnresolved();
  assertConfiguration(concrete, scope, {
    what: 'freshness',
    given: 'a value known only at deploy time',
    allowed: 'a Duration known at synth',
    remedy: 'Write it out: the bound on revocation is computed from it.',
  });
  const milliseconds = freshness.toMilliseconds();
  assertConfiguration(isConcrete(milliseconds) && milliseconds <= FRESHNESS_LIMIT_SECONDS * 1000, scope, {
    what: 'freshness',
    given: freshness.toHumanString(),
    allowed: `0 to ${FRESHNESS_LIMIT_SECONDS} seconds`,
    remedy: 'A revocation must act within it: choose a shorter one.',
  });
}
