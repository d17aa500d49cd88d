import { ArnFormat, aws_iam as iam, aws_logs as logs, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type AccessProxyMetrics, DECISION_METRICS } from '../access-proxy-metrics';
import type { AuditLogOptions } from '../audit-log-options';
import { acknowledge } from './acknowledge';

/** The given log group, or a new one. */
export function auditLogGroup(scope: Construct, id: string, options: AuditLogOptions = {}): logs.ILogGroup {
  return options.logGroup ?? createLogGroup(scope, id, options);
}

export function createLogGroup(scope: Construct, id: string, options: AuditLogOptions = {}): logs.LogGroup {
  // Without it CloudFormation cannot make the group; of an imported key the policy is its owner's.
  options.encryptionKey?.addToResourcePolicy(logsStatement(Stack.of(scope)), true);
  const group = new logs.LogGroup(scope, id, {
    retention: options.retention ?? logs.RetentionDays.ONE_YEAR,
    encryptionKey: options.encryptionKey,
    removalPolicy: options.removalPolicy ?? RemovalPolicy.RETAIN,
  });
  acknowledge(group, {
    logServiceKey:
      options.encryptionKey === undefined
        ? "CloudWatch Logs encrypts it, and it holds no credentials; auditLog.encryptionKey puts a key of one's own in."
        : undefined,
  });
  return group;
}

/**
 * Lets CloudWatch Logs use a key for this account's log groups: any of them, because a group's own ARN would make key
 * and group wait for each other.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html, read 24 November 2026
 */
function logsStatement(stack: Stack): iam.PolicyStatement {
  const groups = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
  });
}

/** Counts decisions out of the audit records. */
export function addDecisionMetrics(scope: Construct, logGroup: logs.ILogGroup, metrics: AccessProxyMetrics): void {
  for (const [decision, metricName] of Object.entries(DECISION_METRICS)) {
    new logs.MetricFilter(scope, `${metricName}Filter`, {
      logGroup,
      filterPattern: logs.FilterPattern.literal(
        `{ ($.unmapped.event = "decision") && ($.unmapped.decision = "${decision}") }`,
      ),
      metricNamespace: metrics.namespace,
      metricName,
      metricValue: '1',
      defaultValue: 0,
    });
  }
}
