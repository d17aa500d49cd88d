import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AccessProxyGrants } from '../access-proxy-grants';
import { AccessProxyMetrics } from '../access-proxy-metrics';
import type { AccessProxyAttributes, IAccessProxy } from '../access-proxy-reference';

/** A proxy of another app, in this app's own account and region. */
export class ImportedAccessProxy extends Construct implements IAccessProxy {
  public readonly restApiId: string;
  public readonly tableName: string;
  public readonly auditLogGroupName: string;
  public readonly grants: AccessProxyGrants;
  public readonly metrics: AccessProxyMetrics;

  public constructor(scope: Construct, id: string, attributes: AccessProxyAttributes) {
    super(scope, id);
    const { restApiId, restApiName, stageName = 'prod', tableName, auditLogGroupName, registryKeyArn } = attributes;
    const stack = Stack.of(this);
    this.restApiId = restApiId;
    this.tableName = tableName;
    this.auditLogGroupName = auditLogGroupName;
    this.metrics = new AccessProxyMetrics({ restApiId, restApiName, stageName });
    this.grants = new AccessProxyGrants({
      scope: this,
      tableArn: Arn.format({ service: 'dynamodb', resource: 'table', resourceName: tableName }, stack),
      auditLogGroupArn: Arn.format(
        {
          service: 'logs',
          resource: 'log-group',
          resourceName: `${auditLogGroupName}:*`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        },
        stack,
      ),
      registryKeyArn,
    });
  }
}
