import { createHash } from 'node:crypto';
import {
  type aws_dynamodb as dynamodb,
  aws_iam as iam,
  type aws_kms as kms,
  type aws_logs as logs,
  type aws_secretsmanager as secretsmanager,
  CustomResource,
  Duration,
  Lazy,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Declarations, REGISTRAR_RESOURCE_TYPE } from '../../lambda/contract/declarations';
import { encodeEnvironment } from '../../lambda/contract/environment';
import { DECLARATIONS_FILE, REGISTRAR_ENVIRONMENT } from '../../lambda/contract/function-environments';
import type { NetworkOptions } from '../network-options';
import { acknowledge, acknowledgeWildcard } from './acknowledge';
import { answersCloudFormation } from './answers-cloud-formation';
import { BundledFunction, bundleFingerprint } from './bundled-function';
import type { DeclaredRegistry } from './declared-registry';
import { controlPlaneArn, keyStatement, TABLE_KEY_ACTIONS, tableStatement } from './statements';
import type { UsagePlans } from './usage-plans';

/** Cedar validates every stored policy set here; that is bound by the processor, which grows with memory. */
const MEMORY_MB = 1024;
/** Lambda's longest: 2,000 keys at CreateApiKey's 5 a second are near 7 minutes. */
const TIMEOUT = Duration.minutes(15);

/** What the registrar does to items, and no more: no scan, no whole table. */
const TABLE_ACTIONS = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'];

export interface RegistrarProps {
  readonly table: dynamodb.ITable;
  readonly tableKey?: kms.IKey;
  readonly logGroup: logs.ILogGroup;
  readonly restApiId: string;
  readonly declared: DeclaredRegistry;
  readonly plans: UsagePlans;
  readonly network: NetworkOptions;
  readonly tracing: boolean;
}

/** Publishes what the stack declares: one function, one custom resource for all of it. */
export class Registrar extends Construct {
  public readonly function: BundledFunction;
  /** Prefix of the names of API Gateway keys. */
  public readonly keyPrefix: string;
  private readonly growing = new Map<string, iam.PolicyStatement>();
  private readonly resource: CustomResource;

  public constructor(scope: Construct, id: string, props: RegistrarProps) {
    super(scope, id);
    this.keyPrefix = `gatehouse-${props.restApiId}-`;
    const render = (): { text: string; declarations: Declarations; values: Record<string, string> } => {
      const { declarations, values } = props.declared.render(props.plans.ids);
      return { text: JSON.stringify(declarations), declarations, values: values.render() };
    };
    this.function = new BundledFunction(this, 'Function', {
      bundle: 'registrar',
      beside: { fileName: DECLARATIONS_FILE, content: () => render().text },
      description: 'Publishes declared APIs, policies and users into the registry',
      environment: encodeEnvironment(REGISTRAR_ENVIRONMENT, { tableName: props.table.tableName }),
      memorySize: MEMORY_MB,
      timeout: TIMEOUT,
      logGroup: props.logGroup,
      network: props.network,
      reasons: {
        noDeadLetters:
          'It answers CloudFormation whatever happens, and a failed event would hold the address to answer at.',
        noReservedConcurrency: 'CloudFormation calls it once a deploy, and never twice at a time.',
        outsideNetwork: 'It calls AWS alone, and only while a deploy runs: see vpc.',
      },
      tracing: props.tracing,
      statements: [
        tableStatement(props.table.tableArn, TABLE_ACTIONS),
        ...keyStatement(this, props.tableKey, 'dynamodb', TABLE_KEY_ACTIONS),
        ...this.apiKeyStatements(),
      ],
    });
    const asyncInvoke = answersCloudFormation(this.function);
    acknowledgeWildcard(
      this.function.role as iam.IRole,
      controlPlaneArn(this, '/apikeys/*'),
      'Keys are made while a deploy runs: no policy can know their ids.',
    );
    this.resource = new CustomResource(this, 'Resource', {
      serviceToken: this.function.functionArn,
      resourceType: REGISTRAR_RESOURCE_TYPE,
      serviceTimeout: TIMEOUT,
      properties: {
        Digest: Lazy.string({ produce: () => createHash('sha256').update(render().text).digest('hex') }),
        Bundle: Lazy.string({ produce: () => bundleFingerprint('registrar') }),
        KeyPrefix: this.keyPrefix,
        // Nothing is in another table yet.
        Table: props.table.tableName,
        Values: Lazy.any({ produce: () => render().values }),
      },
    });
    // It must not run a second time; on the function itself and the table it depends by naming them.
    this.resource.node.addDependency(asyncInvoke);
  }

  /**
   * Lets the registrar link keys to this plan.
   *
   * CloudFormation makes a resource before the registrar runs and removes it afterwards, in a rollback too. As a
   * statement of the role it would be gone when keys have to leave the plan again.
   */
  public permitPlan(name: string, planId: string): void {
    // The collection and its members: two ARNs would not fit for as many plans.
    const keys = controlPlaneArn(this, `/usageplans/${planId}/keys*`);
    const policy = new iam.Policy(this, `Plan-${name}`, {
      roles: [this.function.role as iam.IRole],
      statements: [
        new iam.PolicyStatement({
          actions: ['apigateway:GET', 'apigateway:POST', 'apigateway:DELETE'],
          resources: [keys],
        }),
      ],
    });
    acknowledge(policy, {
      inlinePolicy: "It has to come and go with its plan, and is for the registrar's role alone.",
    });
    acknowledgeWildcard(policy, keys, 'The keys of one plan, which are linked while a deploy runs.');
    this.resource.node.addDependency(policy);
  }

  /** Lets the registrar mint a first token into this secret. */
  public permitFirstToken({ secretArn, encryptionKey }: secretsmanager.ISecret): void {
    this.permit('secrets', ['secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue'], secretArn);
    if (encryptionKey !== undefined && !this.growing.has(encryptionKey.keyArn)) {
      const [statement] = keyStatement(this, encryptionKey, 'secretsmanager', ['kms:Decrypt', 'kms:GenerateDataKey']);
      this.growing.set(encryptionKey.keyArn, statement as iam.PolicyStatement);
      this.function.permissions.addStatements(statement as iam.PolicyStatement);
    }
  }

  /** One statement a kind, whose resources grow: a statement each would not fit into an inline policy. */
  private permit(kind: string, actions: string[], resource: string): void {
    const statement = this.growing.get(kind);
    if (statement !== undefined) {
      statement.addResources(resource);
      return;
    }
    const first = new iam.PolicyStatement({ actions, resources: [resource] });
    this.growing.set(kind, first);
    this.function.permissions.addStatements(first);
  }

  /** Metering keys: made, found again by name and value, deleted; never changed. */
  private apiKeyStatements(): iam.PolicyStatement[] {
    const keys = controlPlaneArn(this, '/apikeys');
    return [
      new iam.PolicyStatement({ actions: ['apigateway:GET', 'apigateway:POST'], resources: [keys] }),
      new iam.PolicyStatement({ actions: ['apigateway:DELETE'], resources: [controlPlaneArn(this, '/apikeys/*')] }),
    ];
  }
}
