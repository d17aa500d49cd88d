import {
  type aws_cloudwatch as cloudwatch,
  type aws_lambda as lambda,
  type aws_logs as logs,
  type aws_secretsmanager as secretsmanager,
  Duration,
  type Size,
  Stack,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  type ApiDocument,
  BODY_LIMIT_BYTES,
  DEFAULT_BODY_BYTES,
  DEFAULT_UPSTREAM_TIMEOUT_MS,
  HTTP_METHODS,
  type RouteDocument,
  routeKey,
  UPSTREAM_TIMEOUT_LIMIT_MS,
} from '../lambda/contract/api-document';
import { parsePathTemplate, shapeOf } from '../lambda/contract/path-template';
import type { IAccessProxy } from './access-proxy-reference';
import type { AuditLogOptions } from './audit-log-options';
import type { NetworkOptions } from './network-options';
import type { OpenApiDefinition } from './open-api-definition';
import type { PolicyInput } from './policy-input';
import { auditLogGroup } from './private/audit-log';
import { createForwarder } from './private/forwarder';
import { ACTION_RULE, assertName, ID_RULE, kebabCase, RESERVED_API_NAMES } from './private/names';
import { annotateImport, optionsOfRoute, withoutCredential } from './private/open-api-routes';
import { assertOutboundUrl } from './private/outbound-url';
import { policyView } from './private/policy-view';
import { hostOf, type ProxyHost } from './private/proxy-host';
import { assertStackBeneath } from './private/stack-direction';
import { assertConcrete, assertConfiguration, assertWithin } from './private/validation';
import { ProtectedApiGrants } from './protected-api-grants';
import type { RouteParameter } from './route-parameter';
import type { UpstreamCredential } from './upstream-credential';

/** What a route asks for. */
export interface RouteOptions {
  /** Action that a call needs, without its API: policies name it `Gatehouse::Action::"<api>:<action>"`. */
  readonly action: string;
  /**
   * Largest request body: up to 4,400,000 bytes.
   *
   * @default Size.mebibytes(1)
   */
  readonly maxBodySize?: Size;
  /**
   * Media types allowed for a request with a body, without parameters.
   *
   * @default - any
   */
  readonly contentTypes?: string[];
  /**
   * Whether only tokens may call that are bound to a key or certificate of their sender. Proxy tokens never are.
   *
   * @default false
   */
  readonly requireSenderConstraint?: boolean;
  /**
   * Parameters of the path, none of them greedy, that may hold slashes sent as `%2F`, such as npm's `@scope%2fname` or
   * GitLab's `group%2Fproject`. Policies see `group/project`; the upstream gets the path as it was sent.
   *
   * @default - none: such a path is refused with 403
   */
  readonly encodedSlash?: string[];
  /**
   * Query parameters that policies may read as `context.query["name"]`.
   *
   * @default - none
   */
  readonly query?: PolicyInput[];
  /**
   * Headers that policies may read as `context.headers["name"]`, names in lower case.
   *
   * @default - none
   */
  readonly headers?: PolicyInput[];
  /**
   * Values of path, query and headers that are checked before the upstream is called: 400 where they do not fit.
   *
   * @default - none
   */
  readonly parameters?: RouteParameter[];
  /**
   * Whether a call without a body is refused with 400.
   *
   * @default false
   */
  readonly bodyRequired?: boolean;
}

/** A route of a protected API. */
export interface RouteProps extends RouteOptions {
  /** DELETE, GET, HEAD, OPTIONS, PATCH, POST or PUT. */
  readonly method: string;
  /** Template below the API: `/repos/{owner}`, `/files/{path+}`, or empty for the API itself. */
  readonly path: string;
}

/** How a protected API is set up, wherever its routes come from. The network is its forwarder's. */
export interface ProtectedApiOptions extends NetworkOptions {
  /** One that this app deploys, or that another did: `AccessProxy.fromAttributes`. */
  readonly proxy: IAccessProxy;
  /**
   * Path segment under the stage, and its name in policies: 1–64 of `a-z 0-9 -`, starting with a letter.
   *
   * @default - the construct's id in kebab case
   */
  readonly name?: string;
  /** How the proxy authenticates to it. */
  readonly credential: UpstreamCredential;
  /**
   * Routes; more can be added with `addRoute`.
   *
   * @default - none
   */
  readonly routes?: RouteProps[];
  /**
   * How long the upstream may take: 100 ms to 25 s.
   *
   * @default Duration.seconds(15)
   */
  readonly timeout?: Duration;
  /**
   * Lets `upstream` start with `http://`: credential and bodies then travel in the clear.
   *
   * @default false
   */
  readonly allowInsecureUpstream?: boolean;
  /**
   * Where the forwarder's audit records go, when it stands in another stack or app than the proxy.
   *
   * @default - the proxy's log group in the same stack, otherwise a new one kept for a year
   */
  readonly auditLog?: AuditLogOptions;
  /**
   * Memory of the forwarder in MB: 128 to 10,240.
   *
   * @default 512
   */
  readonly memorySize?: number;
  /**
   * Containers that are kept for the forwarder, and the most it may have.
   *
   * @default - none kept, the account's limit
   */
  readonly reservedConcurrency?: number;
  /**
   * Whether X-Ray traces the forwarder.
   *
   * @default - as the proxy
   */
  readonly tracing?: boolean;
}

/** How a protected API is set up. */
export interface ProtectedApiProps extends ProtectedApiOptions {
  /** Base URL of the upstream, for example `https://api.example.com/v3`; may be a CDK token. */
  readonly upstream: string;
}

/** How a protected API of an OpenAPI document is set up. Routes that are given are added to the document's. */
export interface OpenApiProps extends ProtectedApiOptions {
  /** OpenAPI 3.0 or 3.1. */
  readonly definition: OpenApiDefinition;
  /**
   * Base URL of the upstream; may be a CDK token.
   *
   * @default - the document's first server
   */
  readonly upstream?: string;
}

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/;

/**
 * An upstream behind a proxy, with its routes and its credential.
 *
 * It may stand in any stack of the app in the proxy's account and region: what belongs to API Gateway is made in the
 * proxy's stack, the forwarder with its role, log group and secret in this one, which needs nothing of the proxy's.
 */
export class ProtectedApi extends Construct {
  /**
   * A protected API with the routes of an OpenAPI document: paths become templates, operation ids actions.
   *
   * Before the upstream is called, the forwarder checks parameters, media types and whether a body is there, as far as
   * the document says. What it does not check, synth lists in warnings. `security` is ignored: the proxy itself
   * identifies callers.
   *
   * An operation's `x-gatehouse` says what OpenAPI cannot: `action`; `path`, a template in place of the path;
   * `encodedSlash` and `policyInputs`, names of parameters; `maxBodySize` in bytes; `skip`, to leave it out.
   */
  public static fromOpenApi(scope: Construct, id: string, props: OpenApiProps): ProtectedApi {
    const { definition, ...options } = props;
    const place = `${scope.node.path}/${id}`;
    const document = definition._read(place);
    const upstream = options.upstream ?? document.server;
    assertConfiguration(upstream !== undefined, place, {
      what: 'upstream',
      given: undefined,
      allowed: 'a base URL, where the document names no absolute one in servers',
      remedy: 'Name it.',
    });
    const api = new ProtectedApi(scope, id, { ...options, upstream: upstream as string });
    for (const route of withoutCredential(document.routes, options.credential._document)) {
      api.addRoute(route.method, route.path, optionsOfRoute(route));
    }
    annotateImport(api, document.notices);
    return api;
  }

  /** Path segment under the stage, and name in policies. */
  public readonly apiName: string;
  /** The function that calls the upstream. */
  public readonly forwarder: lambda.Function;
  /** Holds the upstream's credential; none where the upstream needs none. */
  public readonly credentialSecret?: secretsmanager.ISecret;
  public readonly grants: ProtectedApiGrants;

  private readonly routes = new Map<string, RouteDocument>();
  private readonly document: () => ApiDocument;
  private readonly proxy: ProxyHost;

  public constructor(scope: Construct, id: string, props: ProtectedApiProps) {
    super(scope, id);
    const { upstream, credential, allowInsecureUpstream = false } = props;
    const proxy = hostOf(this, props.proxy);
    const timeoutMs = (props.timeout ?? Duration.millis(DEFAULT_UPSTREAM_TIMEOUT_MS)).toMilliseconds();
    this.proxy = proxy;
    this.apiName = props.name ?? kebabCase(id);
    assertName(this, 'name', this.apiName, ID_RULE);
    assertConfiguration(!RESERVED_API_NAMES.includes(this.apiName), this, {
      what: 'name',
      given: this.apiName,
      allowed: `any name but ${RESERVED_API_NAMES.join(', ')}`,
      remedy: 'API Gateway keeps these paths for health checks of its own: rename it.',
    });
    assertOutboundUrl(this, 'upstream', upstream, allowInsecureUpstream);
    assertWithin(this, 'timeout', timeoutMs, [100, UPSTREAM_TIMEOUT_LIMIT_MS], 'milliseconds');
    assertWithin(this, 'memorySize', props.memorySize, [128, 10_240], 'MB');

    this.credentialSecret = credential._bind(this);
    this.document = () => ({
      version: 1,
      api: this.apiName,
      routes: [...this.routes.values()],
      upstream: { insecure: allowInsecureUpstream, timeoutMs },
      credential: credential._document,
      ...(proxy._cors === undefined ? {} : { cors: proxy._cors }),
    });
    assertStackBeneath(this, proxy, {
      credential: this.credentialSecret,
      vpc: props.vpc,
      'auditLog.logGroup': props.auditLog?.logGroup,
      'auditLog.encryptionKey': props.auditLog?.encryptionKey,
    });
    this.forwarder = createForwarder(this, {
      ...props,
      upstreamUrl: upstream,
      secret: this.credentialSecret,
      logGroup: this.forwarderLogGroup(props.auditLog),
      document: this.document,
      tracing: props.tracing ?? proxy._tracing,
    });
    this.grants = new ProtectedApiGrants({ scope: this, secret: this.credentialSecret });
    for (const { method, path, ...options } of props.routes ?? []) {
      this.addRoute(method, path, options);
    }
    proxy._attach(this);
  }
  /**
   * Adds a route. A literal segment beats a parameter, which beats a greedy one, so only routes that match exactly the
   * same paths are refused.
   *
   * @param method DELETE, GET, HEAD, OPTIONS, PATCH, POST or PUT.
   * @param path template below the API, for example `/repos/{owner}/{repo}` or `/files/{path+}`.
   */
  public addRoute(method: string, path: string, options: RouteOptions): void {
    const { action, contentTypes = [], maxBodySize, requireSenderConstraint = false, bodyRequired = false } = options;
    const what = `route "${method} ${path}"`;
    this.assertRoute(what, method, path);
    assertName(this, `action of ${what}`, action, ACTION_RULE);
    const maxBodyBytes = maxBodySize?.toBytes() ?? DEFAULT_BODY_BYTES;
    assertWithin(this, `maxBodySize of ${what}`, maxBodyBytes, [0, BODY_LIMIT_BYTES], 'bytes');
    for (const type of contentTypes) {
      assertConfiguration(MEDIA_TYPE.test(type), this, {
        what: `contentTypes of ${what}`,
        given: type,
        allowed: 'media types in lower case without parameters, such as application/json',
        remedy: 'Write type and subtype only.',
      });
    }
    this.routes.set(this.shapeOf(method, path), {
      method,
      path,
      action,
      maxBodyBytes,
      contentTypes,
      ...(requireSenderConstraint && { senderConstrained: true }),
      ...policyView(this, what, path, options),
      ...(bodyRequired && { bodyRequired }),
      ...(options.parameters && { parameters: options.parameters.map(({ _document }) => _document) }),
    });
  }

  /** Any of the forwarder's metrics. @default - average over 5 minutes */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.forwarder.metric(metricName, props);
  }

  /** Requests that reached the forwarder. @default - sum over 5 minutes */
  public metricInvocations(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.forwarder.metricInvocations(props);
  }

  /** Invocations that ended in an error of the function's own. @default - sum over 5 minutes */
  public metricErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.forwarder.metricErrors(props);
  }

  /** Milliseconds in the forwarder, the upstream included. @default - average over 5 minutes */
  public metricDuration(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.forwarder.metricDuration(props);
  }

  /** Requests that found no container. @default - sum over 5 minutes */
  public metricThrottles(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.forwarder.metricThrottles(props);
  }

  /** @internal */
  public get _document(): ApiDocument {
    return this.document();
  }

  private assertRoute(what: string, method: string, path: string): void {
    assertConfiguration(
      HTTP_METHODS.some((one) => one === method),
      this,
      { what: `method of ${what}`, given: method, allowed: HTTP_METHODS.join(', '), remedy: 'Use one of them.' },
    );
    assertConfiguration(method !== 'OPTIONS' || this.proxy._cors === undefined, this, {
      what: `method of ${what}`,
      given: method,
      allowed: 'any other method where the proxy has cors',
      remedy: 'Preflight requests are answered by API Gateway, so this route would never be reached: remove it.',
    });
    assertConcrete(this, what, path);
    const parsed = parsePathTemplate(path);
    assertConfiguration(parsed.ok, this, {
      what: `path of ${what}`,
      given: path,
      allowed: '"/" and segments, {name} and a last {name+}',
      remedy: parsed.ok ? '' : parsed.error,
    });
    const other = this.routes.get(this.shapeOf(method, path));
    assertConfiguration(other === undefined, this, {
      what,
      given: path,
      allowed: `a path of another shape than "${other === undefined ? '' : routeKey(other)}"`,
      remedy: 'Both match the same paths, whatever their parameters are called: remove one.',
    });
  }

  private shapeOf(method: string, path: string): string {
    const parsed = parsePathTemplate(path);
    return parsed.ok ? `${method} ${shapeOf(parsed.template)}` : '';
  }

  private forwarderLogGroup(options: AuditLogOptions | undefined): logs.ILogGroup {
    const beside = Stack.of(this) === Stack.of(this.proxy) ? this.proxy._auditLogGroup : undefined;
    return options === undefined && beside !== undefined ? beside : auditLogGroup(this, 'AuditLog', options);
  }
}
