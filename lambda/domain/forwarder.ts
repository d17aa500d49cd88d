import { type ApiDocument } from '../contract/api-document';
import { type AuthorizerContext, decodeAuthorizerContext } from '../contract/authorizer-context';
import { REASONS, type ReasonCode } from '../contract/reason';
import type { UpstreamBase } from '../contract/upstream-url';
import type { AuditTrail } from './audit-trail';
import { answerOfReason, answerOfResponse, finishAnswer } from './forward-answer';
import type { ForwardAnswer, ForwardInput } from './forward-input';
import { prepareForward } from './forward-request';
import { RouteTable } from './route-table';
import { type ExchangePorts, type ExchangeTrace, UpstreamExchange } from './upstream-exchange';

export interface ForwarderPorts extends ExchangePorts {
  readonly audit: AuditTrail;
}

type Outcome =
  | { readonly reason: 'none'; readonly answer: ForwardAnswer }
  | { readonly reason: ReasonCode; readonly answer?: undefined };

/**
 * Forwards the requests of one protected API: only what the authorizer decided on, with the upstream's credential in
 * place of the client's, and with one outcome record each, written before the answer leaves.
 */
export class Forwarder {
  readonly #table: RouteTable;
  readonly #exchange: UpstreamExchange;

  public constructor(
    private readonly ports: ForwarderPorts,
    private readonly document: ApiDocument,
    private readonly base: UpstreamBase,
  ) {
    this.#table = new RouteTable(document.routes);
    this.#exchange = new UpstreamExchange(ports, base, document.credential, document.upstream.timeoutMs);
  }

  /** Throws only what the audit trail throws: no evidence, no answer. */
  public async forward(input: ForwardInput): Promise<ForwardAnswer> {
    const started = this.ports.clock.now();
    const context = decodeAuthorizerContext(input.authorizer);
    const trace: ExchangeTrace = { status: 0, latencyMs: 0 };
    const outcome = await this.#outcome(input, context, trace);
    const answer = finishAnswer(
      outcome.answer ?? answerOfReason(outcome.reason, input.extendedRequestId),
      input.method,
      input.extendedRequestId,
      this.document.cors,
    );
    this.ports.audit.outcome({
      // Without the authorizer's id there is nothing to join; API Gateway's own still names the request.
      id: context?.id ?? input.extendedRequestId,
      requestId: input.requestId,
      extendedRequestId: input.extendedRequestId,
      method: input.method,
      path: input.path,
      sourceAddress: input.sourceAddress,
      decision: decisionOf(outcome.reason),
      reason: outcome.reason,
      status: answer.status,
      latencyMs: this.ports.clock.now() - started,
      tenant: context?.tenant,
      principal: context?.principal,
      api: context?.api ?? this.document.api,
      route: context?.route,
      action: context?.action,
      policies: context?.policies.split(',').filter((policy) => policy !== ''),
      upstream: trace.upstream,
      upstreamStatus: trace.status,
      upstreamLatencyMs: trace.latencyMs,
    });
    return answer;
  }

  async #outcome(input: ForwardInput, context: AuthorizerContext | undefined, trace: ExchangeTrace): Promise<Outcome> {
    if (context === undefined) {
      return { reason: 'context_missing' };
    }
    try {
      const prepared = prepareForward(input, context, this.document, this.#table);
      if (!prepared.ok) {
        return { reason: prepared.reason };
      }
      const exchange = await this.#exchange.send(
        prepared.request,
        input.extendedRequestId,
        () => input.remainingMs(),
        trace,
      );
      if (!exchange.ok) {
        return { reason: exchange.reason };
      }
      const proxyPath = `${input.stagePath}/${this.document.api}`;
      const answered = answerOfResponse(exchange.response, exchange, this.base, proxyPath);
      return answered.ok ? { reason: 'none', answer: answered.answer } : { reason: answered.reason };
    } catch {
      // Its message could name a claim or a credential: neither the client nor a log gets it.
      return { reason: 'unexpected' };
    }
  }
}

function decisionOf(reason: ReasonCode | 'none'): 'permit' | 'forbid' | 'fault' {
  if (reason === 'none') {
    return 'permit';
  }
  return REASONS[reason].status >= 500 ? 'fault' : 'forbid';
}
