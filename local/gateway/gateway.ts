import type { IncomingMessage, ServerResponse } from 'node:http';
import { renderAccessLogLine } from './access-log';
import { Admission } from './admission';
import { RequestAuthorizer } from './authorizer';
import { DEFAULT_CHOICES, type GatewayChoices } from './choices';
import { ContextVariables } from './context-variables';
import type { Authorization, Exchange, RoutedExchange } from './exchange';
import { type GatewayError, gatewayError } from './gateway-error';
import { renderGatewayError } from './gateway-response';
import { HeaderList } from './header-list';
import { integrateLambda } from './lambda-integration';
import { DEFAULT_LIMITS, type GatewayLimits } from './limits';
import { missingRouteError } from './missing-route';
import { answerMock } from './mock-integration';
import type { ApiKeyStore, Clock, FunctionInvoker, GatewayModel, LogSink } from './model';
import { assertServable } from './model-checks';
import { type OutgoingResponse, refusal, send } from './outgoing-response';
import { parseQuery } from './query-string';
import { bodyTooLarge, readBody } from './request-body';
import { domainNameOf } from './request-event';
import { newExtendedRequestId, requestIdOf, traceIdOf } from './request-identifiers';
import { screenRequest } from './request-screening';
import { parseRequestTarget } from './request-target';
import { renderRequestTime } from './request-time';
import { Router } from './router';
import { UsageMeter } from './usage-meter';

export interface GatewayOptions {
  readonly model: GatewayModel;
  readonly keys: ApiKeyStore;
  readonly invoker: FunctionInvoker;
  readonly logs: LogSink;
  readonly clock: Clock;
  /** Service limits that differ from a fresh account's. @default DEFAULT_LIMITS */
  readonly limits?: Partial<GatewayLimits>;
  /** Shared by the gateways of one account. @default - a meter of this gateway's own */
  readonly meter?: UsageMeter;
  /** What to do where AWS's behaviour is not known. @default DEFAULT_CHOICES */
  readonly choices?: Partial<GatewayChoices>;
  /** Told what the twin refused for its own reasons, and what failed inside. @default - nobody is told */
  readonly onWarning?: (message: string) => void;
  /** Source address of a request. @default - the socket's remote address */
  readonly sourceAddress?: (req: IncomingMessage) => string;
}

/** The data plane of one deployed stage. */
export interface Gateway {
  /** Serves one request of a `node:http` server; never rejects. */
  serve(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** What `FlushStageAuthorizersCache` does. */
  flushAuthorizerCache(): void;
}

/** @throws GatewayModelError where the model cannot be served as AWS would. */
export function createGateway(options: GatewayOptions): Gateway {
  assertServable(options.model);
  return new DataPlane(options);
}

class DataPlane implements Gateway {
  readonly #options: GatewayOptions;
  readonly #limits: GatewayLimits;
  readonly #choices: GatewayChoices;
  readonly #onWarning: (message: string) => void;
  readonly #router: Router;
  readonly #authorizer: RequestAuthorizer;
  readonly #admission: Admission;

  constructor(options: GatewayOptions) {
    const { model, keys, invoker, clock, meter = new UsageMeter(), onWarning = () => undefined } = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const choices = { ...DEFAULT_CHOICES, ...options.choices };
    this.#options = options;
    this.#limits = limits;
    this.#choices = choices;
    this.#onWarning = onWarning;
    this.#router = new Router(model.resources, choices);
    this.#authorizer = new RequestAuthorizer({ invoker, clock, limits, choices, onWarning });
    this.#admission = new Admission({ keys, clock, limits, meter, onWarning });
  }

  flushAuthorizerCache(): void {
    this.#authorizer.flushCache();
  }

  async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      send(res, await this.#answer(req));
    } catch (error) {
      // A client that went away while it sent its body wants no answer.
      if (req.destroyed && !req.complete) return;
      this.#onWarning(`The gateway failed: ${error instanceof Error ? error.stack : String(error)}`);
      if (res.headersSent) res.destroy();
      else send(res, refusal(500, 'Internal server error'));
    }
  }

  /** One request in API Gateway's order; whatever is refused first is what the client sees. */
  async #answer(req: IncomingMessage): Promise<OutgoingResponse> {
    const { model } = this.#options;
    const arrivedAt = this.#options.clock.now();
    const head = { method: req.method ?? '', target: req.url ?? '', headers: HeaderList.fromRaw(req.rawHeaders) };
    const screened = screenRequest(head, this.#limits);
    // A refusal too waits for the body: a connection closed on unread bytes is reset before the answer is read.
    const body = await readBody(req, this.#limits.requestBodyBytes);
    if (screened) return screened;
    if (!body) return bodyTooLarge(this.#limits.requestBodyBytes);
    const target = parseRequestTarget(head.target);
    if (target.stage !== model.stage.name) return refusal(403, 'Forbidden');
    const query = parseQuery(target.rawQuery);
    if (!query) return refusal(400, 'Bad Request: the query holds a raw |, { or }, or a broken percent-escape.');
    const refused = this.#refuseUnknown(head.headers, head.method, target.path);
    if (refused) return refused;

    const request: Exchange = {
      model,
      verb: head.method,
      path: target.path,
      pathWithStage: target.pathWithStage,
      query,
      headers: head.headers,
      body,
      sourceIp: this.#options.sourceAddress?.(req) ?? remoteAddressOf(req),
      requestId: requestIdOf(head.headers),
      extendedRequestId: newExtendedRequestId(),
      traceId: traceIdOf(head.headers, arrivedAt),
      arrivedAt,
      variables: new ContextVariables(),
    };
    setRequestVariables(request);
    const route = this.#router.route(request.verb, request.path);
    const exchange = route ? { ...request, route } : request;
    const outcome = await this.#process(exchange);
    const response =
      'responseType' in outcome ? renderGatewayError(outcome, exchange, this.#choices.unresolvedVariable) : outcome;
    this.#log(exchange, response);
    return response;
  }

  async #process(exchange: Exchange | RoutedExchange): Promise<OutgoingResponse | GatewayError> {
    if (!('route' in exchange)) return missingRouteError(exchange);
    const { route } = exchange;
    exchange.variables.setAll({ resourcePath: route.resource.path, resourceId: route.resource.id });

    let authorization: Authorization | undefined;
    const authorizer = this.#options.model.authorizers.get(route.method.authorizerId ?? '');
    if (route.method.authorizationType === 'CUSTOM') {
      // Checked when the gateway was made; a hole here must not become an open method.
      if (!authorizer) return gatewayError('API_CONFIGURATION_ERROR');
      const result = await this.#authorizer.authorize(authorizer, exchange);
      if (!result.permitted) return result.error;
      authorization = result.authorization;
    }
    const admission = this.#admission.admit(exchange, authorization);
    if (!admission.admitted) return admission.error;

    const { integration } = route.method;
    if (integration.type === 'MOCK') return answerMock(integration, exchange);
    const caller = { authorization, apiKey: admission.apiKey };
    return integrateLambda(integration, exchange, caller, { invoker: this.#options.invoker, limits: this.#limits });
  }

  /** Refuses requests that API Gateway serves in a way that is not known. */
  #refuseUnknown(headers: HeaderList, verb: string, path: string): OutgoingResponse | undefined {
    if (this.#choices.methodOverride === 'REFUSE' && headers.all('x-http-method-override').length > 0) {
      this.#onWarning('Refused a request with X-HTTP-Method-Override: when API Gateway applies it is not known.');
      return refusal(400, 'Bad Request: the twin does not serve X-HTTP-Method-Override.');
    }
    if (this.#router.isAmbiguous(verb, path)) {
      this.#onWarning(`Refused ${path}: whether API Gateway decodes a path before it routes is not known.`);
      return refusal(400, 'Bad Request: the route depends on whether the path is percent-decoded; send it decoded.');
    }
    return undefined;
  }

  #log({ variables, arrivedAt }: Exchange, response: OutgoingResponse): void {
    const { accessLog } = this.#options.model.stage;
    if (!accessLog) return;
    variables.setAll({
      status: response.status,
      responseLength: response.body.length,
      responseLatency: this.#options.clock.now() - arrivedAt,
    });
    this.#options.logs.write(accessLog.logGroupName, renderAccessLogLine(accessLog.format, variables));
  }
}

function setRequestVariables(exchange: Exchange): void {
  const { model, variables } = exchange;
  variables.setAll({
    accountId: model.accountId,
    apiId: model.restApiId,
    deploymentId: model.stage.deploymentId,
    domainName: domainNameOf(exchange),
    domainPrefix: model.restApiId,
    extendedRequestId: exchange.extendedRequestId,
    httpMethod: exchange.verb,
    'identity.sourceIp': exchange.sourceIp,
    'identity.userAgent': exchange.headers.last('user-agent'),
    path: exchange.pathWithStage,
    protocol: 'HTTP/1.1',
    requestId: exchange.requestId,
    requestTime: renderRequestTime(exchange.arrivedAt),
    requestTimeEpoch: exchange.arrivedAt,
    stage: model.stage.name,
  });
}

function remoteAddressOf(req: IncomingMessage): string {
  return (req.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}
