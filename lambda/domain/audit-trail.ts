import { hash } from 'node:crypto';
import type { AuditRecord } from '../contract/audit-record';
import type { ReasonCode } from '../contract/reason';
import { auditText } from './audit-text';
import type { AuditSink, Clock } from './ports';

/** What a function knows of a request when it writes its record. What is left out is not known: `-`, or 0. */
export interface AuditFacts {
  readonly id: string;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly method: string;
  /** Path as it came, without the query. */
  readonly path: string;
  readonly sourceAddress: string;
  readonly decision: 'permit' | 'forbid' | 'fault';
  readonly reason: ReasonCode | 'none';
  /** Status the client gets; 0 in a decision that lets the request through. */
  readonly status: number;
  /** Milliseconds that the function took. */
  readonly latencyMs: number;
  readonly tenant?: string;
  readonly principal?: string;
  readonly actor?: string;
  readonly credential?: string;
  readonly credentialId?: string;
  readonly api?: string;
  readonly route?: string;
  readonly action?: string;
  readonly policies?: readonly string[];
  /** One line of ASCII: see decision-replay.ts. */
  readonly replay?: string;
  readonly upstream?: string;
  readonly upstreamStatus?: number;
  readonly upstreamLatencyMs?: number;
}

/** What a chain's first record names as its previous line. */
export const CHAIN_START = '0'.repeat(64);

const PATH_LIMIT = 1024;
const POLICIES_LIMIT = 32;
const UNKNOWN = '-';
const ACTIVITIES: ReadonlyMap<string, AuditRecord['activity_id']> = new Map([
  ['POST', 1],
  ['GET', 2],
  ['HEAD', 2],
  ['OPTIONS', 2],
  ['PUT', 3],
  ['PATCH', 3],
  ['DELETE', 4],
]);
const SEVERITIES = { permit: 1, forbid: 3, fault: 4 } as const;
const LEVELS = { permit: 'INFO', forbid: 'WARN', fault: 'ERROR' } as const;

/**
 * Writes a container's audit records as one hash chain.
 *
 * A line that could not be written is missing from the chain: the next record names its hash and the gap shows.
 */
export class AuditTrail {
  #sequence = 0;
  #previous = CHAIN_START;

  /** @param containerId one value a container; names the chain. */
  public constructor(
    private readonly sink: AuditSink,
    private readonly clock: Clock,
    private readonly containerId: string,
  ) {}

  /** The authorizer's record, written before it answers. Throws what the sink throws: no evidence, no answer. */
  public decision(facts: AuditFacts): AuditRecord {
    return this.write('decision', facts);
  }

  /** The forwarder's record, written when the answer ends. */
  public outcome(facts: AuditFacts): AuditRecord {
    return this.write('outcome', facts);
  }

  private write(event: 'decision' | 'outcome', facts: AuditFacts): AuditRecord {
    const record = this.build(event, facts);
    const line = JSON.stringify(record);
    this.#sequence += 1;
    this.#previous = hash('sha256', line);
    this.sink.write(record, line);
    return record;
  }

  private build(event: 'decision' | 'outcome', facts: AuditFacts): AuditRecord {
    const activity = ACTIVITIES.get(facts.method) ?? 99;
    const time = this.clock.now();
    const known = (text: string | undefined): string => auditText(text ?? UNKNOWN);
    const id = auditText(facts.id);
    const tenant = known(facts.tenant);
    const principal = known(facts.principal);
    const action = known(facts.action);
    const api = known(facts.api);
    return {
      class_uid: 6003,
      class_name: 'API Activity',
      category_uid: 6,
      activity_id: activity,
      type_uid: 600_300 + activity,
      time,
      timestamp: new Date(time).toISOString(),
      level: LEVELS[facts.decision],
      severity_id: SEVERITIES[facts.decision],
      status_id: facts.decision === 'permit' && facts.status < 400 ? 1 : 2,
      metadata: {
        version: '1.6.0',
        product: { name: 'Gatehouse', vendor_name: 'Gatehouse' },
        event_code: event,
        correlation_uid: id,
        sequence: this.#sequence,
      },
      actor: { user: { uid: principal, ...(facts.tenant === undefined ? {} : { org: { uid: tenant } }) } },
      api: {
        operation: action,
        service: { name: api },
        request: { uid: id },
        ...(facts.status === 0 ? {} : { response: { code: facts.status } }),
      },
      http_request: {
        http_method: auditText(facts.method, 32),
        url: { path: auditText(facts.path, PATH_LIMIT) },
      },
      src_endpoint: { ip: auditText(facts.sourceAddress, 64) },
      unmapped: {
        id,
        requestId: auditText(facts.requestId),
        extendedRequestId: auditText(facts.extendedRequestId),
        event,
        decision: facts.decision,
        reason: facts.reason,
        tenant,
        principal,
        actor: known(facts.actor),
        credential: known(facts.credential),
        credentialId: known(facts.credentialId),
        api,
        route: known(facts.route),
        action,
        policies: (facts.policies ?? []).slice(0, POLICIES_LIMIT).map((policy) => auditText(policy)),
        ...(facts.replay === undefined ? {} : { replay: facts.replay }),
        upstream: known(facts.upstream),
        upstreamStatus: facts.upstreamStatus ?? 0,
        status: facts.status,
        latencyMs: facts.latencyMs,
        upstreamLatencyMs: facts.upstreamLatencyMs ?? 0,
        chain: this.containerId,
        previous: this.#previous,
      },
    };
  }
}
