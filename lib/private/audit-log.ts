import { aws_logs as logs, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type AccessProxyMetrics, DECISION_METRICS } from '../access-proxy-metrics';
import type { AuditLogOptions } from '../audit-log-options';

/** The given log group, or a new one. */
export function auditLogGroup(scope: Construct, id: string, options: AuditLogOptions = {}): logs.ILogGroup {
  return options.logGroup ?? createLogGroup(scope, id, options);
}

export function createLogGroup(scope: Construct, id: string, options: AuditLogOptions = {}): logs.LogGroup {
  return new logs.LogGroup(scope, id, {
    retention: options.retention ?? logs.RetentionDays.ONE_YEAR,
    encryptionKey: options.encryptionKey,
    removalPolicy: options.removalPolicy ?? RemovalPolicy.RETAIN,
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
