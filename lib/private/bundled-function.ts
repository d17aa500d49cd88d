import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  aws_iam as iam,
  aws_lambda as lambda,
  type aws_logs as logs,
  type CfnResource,
  type Duration,
  type FileAssetLocation,
  FileAssetPackaging,
  FileSystem,
  Lazy,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENVIRONMENT_LIMIT_BYTES } from '../../lambda/contract/environment';
import type { NetworkOptions } from '../network-options';
import { acknowledge, acknowledgeWildcard, type Reasons } from './acknowledge';
import { packageRoot } from './package-root';
import { assertConfiguration, ConfigurationError, isConcrete } from './validation';

export type BundleName = 'authorizer' | 'forwarder' | 'joiner' | 'registrar' | 'policy-checker' | 'openapi-reader';

/** A file that is laid beside a function's code, known only when the whole tree is. */
export interface BesideCode {
  readonly fileName: string;
  /** The same text every time it is asked for the same tree; without CDK tokens. */
  content(): string;
}

/** @throws ConfigurationError where the package was never bundled. */
export function bundlePath(name: BundleName): string {
  const folder = path.join(packageRoot(), 'assets', name);
  if (!existsSync(path.join(folder, 'index.js'))) {
    throw new ConfigurationError(`assets/${name}`, {
      what: 'bundle',
      given: undefined,
      allowed: 'a folder with index.js',
      remedy: 'Run `npm run bundle` in the package.',
    });
  }
  return folder;
}

/**
 * A prebuilt bundle as a function's code, with one file of the stack's own beside it.
 *
 * The file grows with every construct that is added, so it is staged when the template is resolved and not in the
 * constructor. The CDK resolves more than once; the same content is staged once.
 */
export class BundledCode extends lambda.Code {
  public readonly isInline = false;
  private stack?: Stack;
  private staged?: { readonly hash: string; readonly location: FileAssetLocation; readonly fileName: string };

  public constructor(
    private readonly bundle: BundleName,
    private readonly beside?: BesideCode,
  ) {
    super();
  }

  public bind(scope: Construct): lambda.CodeConfig {
    this.stack = Stack.of(scope);
    return {
      s3Location: {
        bucketName: Lazy.string({ produce: () => this.stage().location.bucketName }),
        objectKey: Lazy.string({ produce: () => this.stage().location.objectKey }),
      },
    };
  }

  public override bindToResource(resource: CfnResource): void {
    resource.addMetadata('aws:asset:path', Lazy.string({ produce: () => this.stage().fileName }));
    resource.addMetadata('aws:asset:is-bundled', false);
    resource.addMetadata('aws:asset:property', 'Code');
  }

  private stage(): { readonly location: FileAssetLocation; readonly fileName: string } {
    const stack = this.stack as Stack;
    const source = bundlePath(this.bundle);
    const content = this.beside?.content();
    const hash = createHash('sha256')
      .update(JSON.stringify([bundleFingerprint(this.bundle), this.beside?.fileName, content]))
      .digest('hex');
    if (this.staged?.hash !== hash) {
      const assembly = Stage.of(stack) as Stage;
      const target = path.join(assembly.assetOutdir, `asset.${hash}`);
      if (!existsSync(target)) {
        this.copy(source, target, content);
      }
      const fileName = path.relative(assembly.outdir, target);
      const location = stack.synthesizer.addFileAsset({
        packaging: FileAssetPackaging.ZIP_DIRECTORY,
        sourceHash: hash,
        fileName,
        deployTime: true,
        displayName: `gatehouse ${this.bundle}`,
      });
      this.staged = { hash, location, fileName };
    }
    return this.staged;
  }

  private copy(source: string, target: string, content: string | undefined): void {
    // Renamed when whole, so that a synth that was stopped leaves no half asset under a name that says it is complete.
    const half = mkdtempSync(`${target}-`);
    cpSync(source, half, { recursive: true, filter: (file) => !file.endsWith('.map') });
    if (this.beside !== undefined && content !== undefined) {
      writeFileSync(path.join(half, this.beside.fileName), content);
    }
    try {
      renameSync(half, target);
    } catch (error) {
      rmSync(half, { recursive: true, force: true });
      if (!existsSync(target)) {
        throw error;
      }
    }
  }
}

const fingerprints = new Map<string, string>();

/** Changes with a bundle's code, whatever lies beside it. */
export function bundleFingerprint(name: BundleName): string {
  const folder = bundlePath(name);
  const known = fingerprints.get(folder) ?? FileSystem.fingerprint(folder, { exclude: ['*.map'] });
  fingerprints.set(folder, known);
  return known;
}

export interface BundledFunctionProps {
  readonly bundle: BundleName;
  readonly beside?: BesideCode;
  readonly description: string;
  readonly environment: Record<string, string>;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly logGroup: logs.ILogGroup;
  /** Everything that the function may do, its log group left out. */
  readonly statements: iam.PolicyStatement[];
  readonly reservedConcurrency?: number;
  readonly tracing?: boolean;
  readonly network?: NetworkOptions;
  /** Why it does without what it was not given. */
  readonly reasons: FunctionReasons;
}

export type FunctionReasons = Required<Pick<Reasons, 'noDeadLetters' | 'noReservedConcurrency' | 'outsideNetwork'>>;

/** Interfaces in a VPC cannot be granted by ARN before they exist. @see Lambda, "Giving functions access to a VPC" */
const NETWORK_INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lambda makes interfaces with the function's role. The function's own code may not: Lambda adds the key to that code's
 * calls only.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html, read 24 November 2026
 * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html, read 24 November 2026
 */
function networkInterfaceStatements(): iam.PolicyStatement[] {
  const permitted = { actions: NETWORK_INTERFACE_ACTIONS, resources: ['*'] };
  return [
    new iam.PolicyStatement(permitted),
    new iam.PolicyStatement({
      ...permitted,
      effect: iam.Effect.DENY,
      // Of any function: the function's own ARN would make it and its role wait for each other.
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': 'arn:*:lambda:*:*:function:*' } },
    }),
  ];
}

/** A function of the proxy: prebuilt code, an explicit role, one log group, nothing implied. */
export class BundledFunction extends lambda.Function {
  /** Statements may be added until synth. */
  public readonly permissions: iam.PolicyDocument;

  public constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    assertEnvironmentFits(scope, id, props.environment);
    const permissions = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [props.logGroup.logGroupArn],
        }),
        ...props.statements,
        ...(props.network?.vpc === undefined ? [] : networkInterfaceStatements()),
      ],
    });
    super(scope, id, {
      description: props.description,
      code: new BundledCode(props.bundle, props.beside),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      environment: props.environment,
      memorySize: props.memorySize,
      timeout: props.timeout,
      role: new iam.Role(scope, `${id}Role`, {
        assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
        description: `What ${props.description} may do`,
        inlinePolicies: { Gatehouse: permissions },
      }),
      logGroup: props.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
      reservedConcurrentExecutions: props.reservedConcurrency,
      tracing: props.tracing ? lambda.Tracing.ACTIVE : lambda.Tracing.DISABLED,
      vpc: props.network?.vpc,
      vpcSubnets: props.network?.vpcSubnets,
      securityGroups: props.network?.securityGroups,
    });
    this.permissions = permissions;
    this.acknowledgeFindings(props);
  }

  private acknowledgeFindings({ reasons, network, reservedConcurrency, tracing }: BundledFunctionProps): void {
    const role = this.role as iam.IRole;
    acknowledge(this, {
      noDeadLetters: reasons.noDeadLetters,
      noReservedConcurrency: reservedConcurrency === undefined ? reasons.noReservedConcurrency : undefined,
      outsideNetwork: network?.vpc === undefined ? reasons.outsideNetwork : undefined,
      noFunctionTracing: tracing
        ? undefined
        : 'Traces would hold what callers ask for beside the audit log, and cost per request: see tracing.',
      plainEnvironment:
        'It holds names and ARNs of the stack, never a secret; Lambda encrypts it with a key of its own.',
      repeatedDependency:
        'The CDK writes it, so that the function also waits for policies that are attached to its role.',
    });
    acknowledge(role, {
      inlinePolicy: 'What this one function may do goes with its role, and no other role can be given it.',
      anyInterface:
        network?.vpc === undefined
          ? undefined
          : 'Network interfaces cannot be named before Lambda makes them; the code itself is denied these actions.',
    });
    if (tracing) {
      acknowledgeWildcard(role, '*', 'X-Ray takes segments for the whole account: its actions have no resources.');
    }
  }
}

function assertEnvironmentFits(scope: Construct, id: string, environment: Record<string, string>): void {
  const bytes = Object.entries(environment)
    .filter(([, value]) => isConcrete(value))
    .reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  assertConfiguration(bytes <= ENVIRONMENT_LIMIT_BYTES, `${scope.node.path}/${id}`, {
    what: 'environment',
    given: `${bytes} bytes`,
    allowed: `at most ${ENVIRONMENT_LIMIT_BYTES} bytes for all names and values`,
    remedy: 'Shorten the values, such as the upstream URL.',
  });
}
