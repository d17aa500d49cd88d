import { createHash } from 'node:crypto';
import { aws_iam as iam, type aws_logs as logs, CustomResource, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import {
  ATTACHMENT_RESOURCE_TYPE,
  type AttachmentDeclarations,
  DETACHED_API_RESOURCE_TYPE,
} from '../../lambda/contract/attachment';
import { encodeEnvironment } from '../../lambda/contract/environment';
import { ATTACHMENT_FILE, JOINER_ENVIRONMENT } from '../../lambda/contract/function-environments';
import { acknowledgeWildcard } from './acknowledge';
import { answersCloudFormation } from './answers-cloud-formation';
import { BundledFunction, bundleFingerprint } from './bundled-function';
import { controlPlaneArn, TABLE_KEY_ACTIONS } from './statements';

/** Cedar validates every stored policy set here; that is bound by the processor, which grows with memory. */
const MEMORY_MB = 1024;
const TIMEOUT = Duration.minutes(5);

/** What the joiner does to items, and to which: never to one that holds a token's digest by itself. */
const TABLE_GRANTS: readonly (readonly [action: string, partitions: readonly string[]])[] = [
  ['GetItem', ['GLOBAL', 'DOCUMENT#*', 'RELEASE#*']],
  ['BatchGetItem', ['TENANT#*']],
  ['PutItem', ['DOCUMENT#*', 'RELEASE#*']],
  ['UpdateItem', ['GLOBAL', 'TENANT#*']],
];

export interface JoinerProps {
  readonly tableArn: string;
  readonly tableName: string;
  readonly tableKeyArn: string | undefined;
  readonly restApiId: string;
  readonly stageName: string;
  readonly attachment: string;
  readonly logGroup: logs.ILogGroup;
  readonly declarations: () => AttachmentDeclarations;
}

/** Publishes what this app attaches to a proxy of another: one function, one custom resource, and one for each API. */
export class Joiner extends Construct {
  public readonly function: BundledFunction;
  private readonly resource: CustomResource;

  public constructor(scope: Construct, id: string, props: JoinerProps) {
    super(scope, id);
    const text = (): string => JSON.stringify(props.declarations());
    this.function = new BundledFunction(this, 'Function', {
      bundle: 'joiner',
      beside: { fileName: ATTACHMENT_FILE, content: text },
      description: 'Attaches APIs and policies to an access proxy of another app',
      environment: encodeEnvironment(JOINER_ENVIRONMENT, {
        tableName: props.tableName,
        restApiId: props.restApiId,
        stageName: props.stageName,
        attachment: props.attachment,
      }),
      memorySize: MEMORY_MB,
      timeout: TIMEOUT,
      logGroup: props.logGroup,
      reasons: {
        noDeadLetters:
          'It answers CloudFormation whatever happens, and a failed event would hold the address to answer at.',
        noReservedConcurrency: 'CloudFormation calls it a few times a deploy.',
        outsideNetwork: 'It calls AWS alone, and only while a deploy runs.',
      },
      statements: [...this.tableStatements(props), ...this.stageStatements(props)],
    });
    const asyncInvoke = answersCloudFormation(this.function);
    acknowledgeWildcard(
      this.function.role as iam.IRole,
      controlPlaneArn(this, `/restapis/${props.restApiId}/deployments/*`),
      'Deployments are made while a deploy runs: no policy can know their ids.',
    );
    this.resource = new CustomResource(this, 'Resource', {
      serviceToken: this.function.functionArn,
      resourceType: ATTACHMENT_RESOURCE_TYPE,
      serviceTimeout: TIMEOUT,
      properties: {
        Digest: Lazy.string({ produce: () => createHash('sha256').update(text()).digest('hex') }),
        Bundle: Lazy.string({ produce: () => bundleFingerprint('joiner') }),
        // Nothing is in another table, and on another stage, yet.
        Table: props.tableName,
        Stage: `${props.restApiId}/${props.stageName}`,
      },
    });
    this.resource.node.addDependency(asyncInvoke);
  }

  /**
   * Publishes an API only when its methods are there, and lets the stage forget them when they are gone: CloudFormation
   * removes what depends on something before it.
   */
  public serve(api: string, made: IConstruct): void {
    const detached = new CustomResource(this, `Detached-${api}`, {
      serviceToken: this.function.functionArn,
      resourceType: DETACHED_API_RESOURCE_TYPE,
      serviceTimeout: TIMEOUT,
      properties: { Digest: api },
    });
    detached.node.addDependency(this.function.node.findChild('EventInvokeConfig'));
    made.node.addDependency(detached);
    this.resource.node.addDependency(made);
  }

  private tableStatements({ tableArn, tableKeyArn }: JoinerProps): iam.PolicyStatement[] {
    const statements = TABLE_GRANTS.map(
      ([action, partitions]) =>
        new iam.PolicyStatement({
          actions: [`dynamodb:${action}`],
          resources: [tableArn],
          conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } },
        }),
    );
    return tableKeyArn === undefined ? statements : [...statements, this.keyStatement(tableKeyArn)];
  }

  private keyStatement(keyArn: string): iam.PolicyStatement {
    return new iam.PolicyStatement({
      actions: [...TABLE_KEY_ACTIONS],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com` } },
    });
  }

  /** A fresh deployment, the stage on it, and the earlier ones of this app gone. */
  private stageStatements({ restApiId, stageName }: JoinerProps): iam.PolicyStatement[] {
    const deployments = controlPlaneArn(this, `/restapis/${restApiId}/deployments`);
    const stage = controlPlaneArn(this, `/restapis/${restApiId}/stages/${stageName}`);
    return [
      new iam.PolicyStatement({ actions: ['apigateway:GET', 'apigateway:POST'], resources: [deployments] }),
      new iam.PolicyStatement({ actions: ['apigateway:DELETE'], resources: [`${deployments}/*`] }),
      new iam.PolicyStatement({ actions: ['apigateway:PATCH'], resources: [stage] }),
    ];
  }
}
