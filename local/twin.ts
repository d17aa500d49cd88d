import { readCloudAssembly } from './assembly/cloud-assembly';
import { deployAssembly } from './assembly/deploy-assembly';
import type { CustomResourcePropertiesOverride } from './assembly/resource-type';
import type { GatewayChoices } from './gateway/choices';
import { createGateway, type Gateway } from './gateway/gateway';
import { HTTP_SERVER_OPTIONS } from './gateway/http-server-options';
import type { FunctionInvoker, GatewayModel, UsagePlanModel } from './gateway/model';
import { AccessControl } from './permissions/access-control';
import { InvokePermissions } from './permissions/invoke-permissions';
import type { RoleCredentials } from './permissions/role-credentials';
import type { ServiceCallObserver } from './permissions/service-call';
import type { EgressMap } from './runtime/egress-map';
import type { FunctionModel } from './runtime/function-model';
import { FunctionService } from './runtime/function-service';
import { TwinClock } from './runtime/twin-clock';
import { LoopbackEndpoint } from './services/loopback-endpoint';
import { type EndpointName, Platform, type PlatformEndpoints, type PlatformState } from './services/platform';
import { StateFile } from './services/state-file';
import type { TableModel } from './services/table-model';
import { TwinError } from './twin-error';
import { TwinTarget } from './twin-target';

export interface TwinOptions {
  /** Directory that `cdk synth` wrote, usually `cdk.out`. */
  readonly assembly: string;
  /** Port of the gateway on 127.0.0.1; 0 takes a free one. @default 8787 */
  readonly port?: number;
  /** Where items, secrets and API keys are kept between starts, in clear. @default - in memory only */
  readonly dataDir?: string;
  /** Where functions' calls to the outside go. @default - all are refused */
  readonly egress?: EgressMap;
  readonly customResourceProperties?: CustomResourcePropertiesOverride;
  /** Every line of a function's output and of the access log. */
  readonly onLog?: (logGroupName: string, line: string) => void;
  /** Every call of an AWS service that permissions were evaluated for: a function's own, and API Gateway's invocations. */
  readonly onServiceCall?: ServiceCallObserver;
  /** What the assembly declares without effect here, and what the gateway refused for the twin's own reasons. */
  readonly onNotice?: (text: string) => void;
  /** What the gateway does where AWS's behaviour is not known. @default DEFAULT_CHOICES */
  readonly choices?: Partial<GatewayChoices>;
  /** @default - this machine's time */
  readonly clock?: TwinClock;
  /** Execution environments per function. @default 16 */
  readonly maxEnvironments?: number;
  /** Whether `CreateApiKey` is limited to 5 a second, as on AWS. @default false */
  readonly controlPlaneRates?: boolean;
}

export interface TwinGateway {
  /** `http://127.0.0.1:{port}/{stage}` */
  readonly url: string;
  readonly restApiId: string;
  readonly stage: string;
  readonly name: string;
}

export interface TwinSecret {
  readonly stack: string;
  readonly logicalId: string;
  readonly arn: string;
  readonly name: string;
  /** Whether it holds no value at this moment. */
  readonly empty: boolean;
}

/** A running twin. */
export interface Twin {
  readonly region: string;
  /** Of the first gateway. */
  readonly url: string;
  readonly port: number;
  readonly gateways: readonly TwinGateway[];
  readonly endpoints: PlatformEndpoints;
  readonly functions: readonly FunctionModel[];
  readonly tables: readonly TableModel[];
  readonly usagePlans: readonly UsagePlanModel[];
  readonly secrets: readonly TwinSecret[];
  /** By stack and output name. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What `Ref` gives, by stack and logical id. */
  readonly physicalIds: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly clock: TwinClock;
  readonly invoker: FunctionInvoker;
  /**
   * Credentials with which the endpoints permit what a role of the assembly permits.
   *
   * @param id logical id or name of the role. @returns `undefined` where there is none.
   */
  assumeRole(id: string): RoleCredentials | undefined;
  /** From the next request on, calls to this origin or exact URL go to that URL. */
  setEgress(from: string, to: string): void;
  /** Connections to this endpoint are refused until it is restored. */
  killEndpoint(name: EndpointName): Promise<void>;
  restoreEndpoint(name: EndpointName): Promise<void>;
  /** Ends everything; the state is on disk afterwards where a directory was given. */
  stop(): Promise<void>;
}

const DEFAULT_PORT = 8787;

/**
 * Runs the gateway of a cloud assembly on this machine, on loopback alone.
 *
 * @throws Error in one line: what cannot be run and what to do. Nothing is left running then.
 */
export async function startTwin(options: TwinOptions): Promise<Twin> {
  const closers: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return await start(options, closers, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: TwinOptions, closers: (() => Promise<void>)[], stop: () => Promise<void>): Promise<Twin> {
  const assembly = readCloudAssembly(options.assembly);
  const clock = options.clock ?? new TwinClock();
  const notice = options.onNotice ?? (() => {});

  // The port is taken first: where it is in use, no function has run yet.
  const plane: { gateway?: Gateway } = {};
  const front = new LoopbackEndpoint(
    (request, response) => void (plane.gateway?.serve(request, response) ?? response.writeHead(503).end()),
    options.port ?? DEFAULT_PORT,
    HTTP_SERVER_OPTIONS,
  );
  await front.start();
  closers.push(() => front.kill());

  let changed = () => {};
  const { region, accountId } = assembly.stacks[0] as (typeof assembly.stacks)[number];
  const controlPlaneRates = options.controlPlaneRates ?? false;
  const onServiceCall = lookingOn('onServiceCall', options.onServiceCall, notice);
  const onLog = lookingOn('onLog', options.onLog, notice);
  const access = new AccessControl(onServiceCall);
  const invocations = new InvokePermissions(onServiceCall);
  const platform = new Platform({
    clock,
    region,
    accountId,
    controlPlaneRates,
    guard: access,
    changed: () => changed(),
  });
  closers.unshift(() => platform.stop());
  const endpoints = await platform.start();
  const logs = {
    write: (group: string, line: string) => {
      platform.logs.write(group, line);
      onLog(group, line);
    },
  };
  const functions = new FunctionService({
    logs,
    clock,
    variables: platform.variables(),
    ownEgress: platform.egress(),
    credentialsOf: (functionArn) => access.credentialsOf(functionArn),
    mayInvoke: (functionArn, source) => invocations.mayInvoke(functionArn, source),
    ...(options.egress && { egress: options.egress }),
    ...(options.maxEnvironments !== undefined && { maxEnvironments: options.maxEnvironments }),
  });
  closers.splice(1, 0, () => functions.stop());

  const stateFile = openState(options.dataDir, platform, notice);
  const target = new TwinTarget(platform, functions, access, invocations);
  const { customResourceProperties } = options;
  const deployed = await deployAssembly(assembly, {
    target,
    ...(customResourceProperties && { customResourceProperties }),
  });
  const model = soleGateway(deployed.gateways);
  if (model.stage.accessLog !== undefined) platform.logs.addGroup(model.stage.accessLog.logGroupName);
  plane.gateway = createGateway({
    model,
    keys: platform.apiKeys,
    invoker: functions,
    logs,
    clock,
    onWarning: notice,
    ...(options.choices && { choices: options.choices }),
  });
  for (const text of deployed.notices) notice(text);
  if (stateFile !== undefined) {
    // Only a start that came this far replaces what an earlier one left.
    changed = stateFile.markChanged;
    closers.unshift(() => stateFile.flush());
  }

  const url = `${front.url}/${model.stage.name}`;
  return {
    region,
    url,
    port: front.boundPort,
    gateways: [{ url, restApiId: model.restApiId, stage: model.stage.name, name: model.name }],
    endpoints,
    functions: target.functions,
    tables: target.tables,
    usagePlans: platform.apiKeys.allPlans(),
    get secrets() {
      return target.secrets();
    },
    outputs: deployed.outputs,
    physicalIds: deployed.physicalIds,
    clock,
    invoker: functions,
    assumeRole: (id) => access.assumeRole(id),
    setEgress: (from, to) => functions.setEgress(from, to),
    killEndpoint: (name) => platform.killEndpoint(name),
    restoreEndpoint: (name) => platform.restoreEndpoint(name),
    stop,
  };
}

/** Who looks on changes no answer: what fails there is a notice. */
function lookingOn<Args extends readonly unknown[]>(
  name: string,
  observer: ((...args: Args) => void) | undefined,
  notice: (text: string) => void,
): (...args: Args) => void {
  return (...args) => {
    try {
      observer?.(...args);
    } catch (error) {
      notice(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}

function openState(
  directory: string | undefined,
  platform: Platform,
  notice: (text: string) => void,
): StateFile<PlatformState> | undefined {
  if (directory === undefined) return undefined;
  const failed = (error: Error) => notice(`The twin's state could not be written: ${error.message}`);
  const file = new StateFile<PlatformState>(directory, () => platform.snapshot(), failed);
  const state = file.read();
  if (state !== undefined) platform.restore(state);
  return file;
}

function soleGateway(models: readonly GatewayModel[]): GatewayModel {
  const [model, another] = models;
  if (model !== undefined && another === undefined) return model;
  const found = models.map(({ name, stage }) => `${name}/${stage.name}`).join(', ') || 'none';
  throw new TwinError(
    `The assembly has ${models.length} REST API stages (${found}), the twin serves one. Give it an app with one gateway.`,
  );
}
