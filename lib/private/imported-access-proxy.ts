import { Arn, ArnFormat, aws_apigateway as apigateway, type aws_logs as logs, Names, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { CorsDocument } from '../../lambda/contract/api-document';
import { ATTACHMENT_NAME, type AttachmentDeclarations } from '../../lambda/contract/attachment';
import type { PolicyDeclaration } from '../../lambda/contract/declarations';
import { AccessProxyGrants } from '../access-proxy-grants';
import { AccessProxyMetrics } from '../access-proxy-metrics';
import type { AccessProxyAttributes } from '../access-proxy-reference';
import type { ProtectedApi } from '../protected-api';
import { attachApi, type Gateway } from './api-attachment';
import { createLogGroup } from './audit-log';
import { corsDocument } from './cors';
import { attachmentProblems } from './declaration-checks';
import { DeclaredRegistry } from './declared-registry';
import { Joiner } from './joiner';
import type { ProxyHost } from './proxy-host';
import { assertConcrete, assertConfiguration } from './validation';

/** A proxy of another app, in this app's own account and region. */
export class ImportedAccessProxy extends Construct implements ProxyHost {
  public readonly restApiId: string;
  public readonly tableName: string;
  public readonly auditLogGroupName: string;
  public readonly grants: AccessProxyGrants;
  public readonly metrics: AccessProxyMetrics;

  /** @internal */
  public readonly _cors: CorsDocument | undefined;
  /** @internal */
  public readonly _tracing = false;
  /** Its own group is another app's: forwarders here could not be told apart from those there. @internal */
  public readonly _auditLogGroup: logs.ILogGroup | undefined = undefined;
  private readonly declared = new DeclaredRegistry();
  private readonly tableArn: string;
  private gateway?: Gateway;
  private joiner?: Joiner;

  public constructor(
    scope: Construct,
    id: string,
    private readonly attributes: AccessProxyAttributes,
  ) {
    super(scope, id);
    const { restApiId, restApiName, stageName = 'prod', tableName, auditLogGroupName, registryKeyArn } = attributes;
    const stack = Stack.of(this);
    this.restApiId = restApiId;
    this.tableName = tableName;
    this.auditLogGroupName = auditLogGroupName;
    this.metrics = new AccessProxyMetrics({ restApiId, restApiName, stageName });
    this.tableArn = Arn.format({ service: 'dynamodb', resource: 'table', resourceName: tableName }, stack);
    this.grants = new AccessProxyGrants({
      scope: this,
      tableArn: this.tableArn,
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
    this._cors = attributes.cors && corsDocument(this, attributes.cors);
    this.node.addValidation({ validate: () => attachmentProblems(this, this.declared, attributes.claims ?? []) });
  }

  /** @internal */
  public _addPolicy(place: Construct, policy: PolicyDeclaration): void {
    assertConfiguration(policy.tenant === undefined, place, {
      what: 'tenant',
      given: policy.tenant,
      allowed: 'none, at a proxy of another app',
      remedy: "Declare a tenant's own policies in the proxy's own app.",
    });
    this.declared.addPolicy(place, policy);
    this.joined();
  }

  /** @internal */
  public _attach(api: ProtectedApi): void {
    this.declared.addApi(api, api.apiName, () => api._document);
    const joiner = this.joined();
    const { resource } = attachApi({
      gateway: this.gateway as Gateway,
      name: api.apiName,
      forwarder: api.forwarder,
      cors: this._cors,
    });
    joiner.serve(api.apiName, resource);
  }

  /** Made with the first thing that is attached: whoever only watches a proxy needs none. */
  private joined(): Joiner {
    this.joiner ??= this.createJoiner();
    return this.joiner;
  }

  private createJoiner(): Joiner {
    const { rootResourceId, authorizerId, stageName = 'prod' } = this.attributes;
    const attachment =
      this.attributes.attachmentName ?? Names.uniqueResourceName(this, { maxLength: 64, separator: '-' });
    for (const [what, given] of Object.entries({ rootResourceId, authorizerId })) {
      assertConfiguration(given !== undefined, this, {
        what,
        given,
        allowed: "an id, as the proxy's stack puts it out",
        remedy: 'Name both rootResourceId and authorizerId to attach APIs and policies.',
      });
    }
    assertConcrete(this, 'attachmentName', attachment);
    assertConfiguration(ATTACHMENT_NAME.test(attachment), this, {
      what: 'attachmentName',
      given: attachment,
      allowed: '1 to 64 of letters, digits and "-"',
      remedy: 'Rename it.',
    });
    this.gateway = {
      restApi: apigateway.RestApi.fromRestApiAttributes(this, 'RestApi', {
        restApiId: this.restApiId,
        rootResourceId: rootResourceId as string,
      }),
      stageName,
      authorizer: { authorizerId: authorizerId as string, authorizationType: apigateway.AuthorizationType.CUSTOM },
    };
    return new Joiner(this, 'Joiner', {
      tableArn: this.tableArn,
      tableName: this.tableName,
      tableKeyArn: this.attributes.registryKeyArn,
      restApiId: this.restApiId,
      stageName,
      attachment,
      logGroup: createLogGroup(this, 'JoinerLog', undefined),
      declarations: () => this.declarations(attachment),
    });
  }

  private declarations(attachment: string): AttachmentDeclarations {
    const { apis, policies } = this.declared.render(new Map()).declarations;
    return { version: 1, attachment, apis, policies };
  }
}
