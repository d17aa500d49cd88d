import { actionId, routeKey } from '../contract/api-document';
import type { ReasonCode } from '../contract/reason';
import type { GlobalRecord, TenantRecord } from '../contract/registry-records';
import type { AuditFacts } from './audit-trail';
import { canonicaliseRequest, digestOfCall, type RawRequest } from './canonical-request';
import { extractCredential } from './credential';
import { DecisionFault } from './decision-fault';
import { ReplayText } from './decision-replay';
import { decidedDigest, readDeclaredInput } from './declared-input';
import { isExpectedSource } from './expected-source';
import { type IdentificationPorts, identifyInForce } from './identify-in-force';
import { keptAnswerOf, type KeptAnswer, keyOfCall, refuseKeeping } from './kept-answer';
import type { LoadedRelease } from './loaded-release';
import { type LookedAt, pickLookedAt } from './looked-at';
import { type PermitGrounds, permitGrounds } from './permit-grounds';
import { decideByPolicies, type PolicyPorts } from './policy-decision';
import { policyRequestOf } from './policy-request';
import type { Principal } from './principal';
import { checkPrincipal } from './principal-check';
import { refuseReplay } from './proof-use';
import { checkRequestSender, type RequestSender, type SenderPorts } from './request-sender';
import { keepableEvaluation } from './withheld-context';

/** A request to be authorized, as API Gateway tells of it. */
export interface AuthorizationRequest extends RawRequest, RequestSender {
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly sourceAddress: string;
}

export interface DecisionPorts extends IdentificationPorts, PolicyPorts, SenderPorts {
  /** How long API Gateway keeps an answer, in seconds. @default - not at all */
  readonly answerTtlSeconds?: number | undefined;
}

/** What has become certain so far; it stands even where a fault ends the decision. */
export interface Findings {
  /** The request's own id. */
  readonly id: string;
  readonly known: Known;
  /** Digest of the canonical request. */
  digest?: string;
  /** Set where API Gateway may keep the answer. */
  kept?: KeptAnswer;
  meteringKey?: string;
  /** What a permit rests on, and its replay at any time; left out = it must be found anew each time. */
  permit?: { readonly grounds: PermitGrounds; readonly replay: ReplayText };
}

/** The part that is evidence. */
export type Known = {
  -readonly [K in
    | 'tenant'
    | 'principal'
    | 'actor'
    | 'credential'
    | 'credentialId'
    | 'api'
    | 'route'
    | 'action'
    | 'policies'
    | 'replay']?: AuditFacts[K];
};

/**
 * Decides one request: credential, identity, one registry snapshot, principal, canonical request, API and route,
 * policies, in this order, so that nobody learns anything of what lies behind before who they are is certain.
 *
 * @param findings filled on the way.
 * @returns why the request is refused, or `undefined` = permitted.
 * @throws DependencyFault, DecisionFault where it cannot be decided; that refuses too.
 */
export async function decideRequest(
  request: AuthorizationRequest,
  ports: DecisionPorts,
  findings: Findings,
): Promise<ReasonCode | undefined> {
  const extraction = extractCredential(request.headers, request.clientCertificate);
  if (!extraction.ok) {
    return extraction.reason;
  }
  const { credential } = extraction;
  // Until more is known: issuers' tokens are JWTs, save where a proxy declares others.
  findings.known.credential = credential.kind === 'issued' ? 'jwt' : credential.kind;
  findings.known.credentialId = credential.kind === 'proxyToken' ? credential.ids.tokenId : undefined;
  const identification = await identifyInForce(credential, ports);
  if (!identification.ok) {
    findings.known.credential = identification.credential;
    return identification.reason;
  }
  const { subject, snapshot, global } = identification;
  findings.known.credential = subject.credential;
  findings.known.credentialId = subject.credentialId;
  findings.known.actor = subject.federated?.actor;
  const check = checkPrincipal(subject, global, snapshot, ports.clock.now());
  findings.known.tenant = check.tenant?.tenant;
  findings.known.principal = check.principalId;
  if (!check.ok) {
    return check.reason;
  }
  const sender = checkRequestSender(credential, subject, request, ports);
  if (!sender.ok) {
    return sender.reason;
  }
  findings.meteringKey = check.principal.meteringKey;
  findings.known.credentialId = snapshot.apiKey?.keyId ?? subject.credentialId;
  const { constraint, use } = sender;
  const principal = { ...check.principal, ...(constraint === undefined ? {} : { senderConstraint: constraint }) };
  const release = await ports.releases.load(global.release);
  findings.kept = keptAnswerOf(ports.answerTtlSeconds, release.proxy, request, ports.clock.now());
  const unkept = findings.kept && refuseKeeping(findings.kept, { subject, global, snapshot, constraint });
  if (unkept !== undefined) {
    return unkept;
  }
  if (!isExpectedSource(check.principal.sources, request.sourceAddress)) {
    return 'source_unexpected';
  }
  const access = await decideAccess(request, ports, findings, principal, { global, tenant: check.tenant, release });
  if (access.reason !== undefined) {
    return access.reason;
  }
  if (use !== undefined) {
    // Last, so that nothing is written for a request that is refused.
    return await refuseReplay(use, findings.id, ports.proofs);
  }
  if (identification.premises !== undefined && findings.kept === undefined) {
    const { replay, lookedAt, now } = access;
    findings.permit = { replay, grounds: permitGrounds(release, identification.premises, snapshot, lookedAt, now) };
  }
  return undefined;
}

/** How policies decided, and what they looked at; or why they were not asked. */
type Access =
  | { readonly reason: ReasonCode }
  | {
      readonly reason: undefined;
      readonly replay: ReplayText;
      readonly lookedAt: LookedAt;
      /** Epoch milliseconds. */
      readonly now: number;
    };

async function decideAccess(
  request: AuthorizationRequest,
  ports: DecisionPorts,
  findings: Findings,
  principal: Principal,
  records: { readonly global: GlobalRecord; readonly tenant: TenantRecord; readonly release: LoadedRelease },
): Promise<Access> {
  const { release } = records;
  const { kept } = findings;
  const canonical = canonicaliseRequest(
    kept === undefined ? request : keyOfCall(request),
    (method, api, path) => release.routes.get(api)?.admitsEncodedSlash(method, path) ?? false,
  );
  if (!canonical.ok) {
    return canonical;
  }
  const { api, method, path, digest } = canonical.request;
  findings.digest = digest;
  const routes = release.routes.get(api);
  if (routes === undefined) {
    throw new DecisionFault(
      'release_mismatch',
      `The release in force has no API "${api}". Wait for the deploy to end.`,
    );
  }
  findings.known.api = api;
  if (records.global.revokedApis.includes(api)) {
    return { reason: 'api_revoked' };
  }
  const match = routes.match(method, path);
  if (match === undefined) {
    return { reason: 'route_unknown' };
  }
  findings.known.route = routeKey(match.route);
  findings.known.action = actionId(api, match.route.action);
  if (principal.taskActions?.includes(findings.known.action) === false) {
    return { reason: 'action_outside_task' };
  }
  if (match.route.senderConstrained === true && principal.senderConstraint === undefined) {
    return { reason: 'sender_required' };
  }
  // What an answer that is kept does not depend on, the forwarder looks at, call by call.
  const declared = readDeclaredInput(kept === undefined ? match.route : {}, canonical.request, request.headers);
  if (!declared.ok) {
    return declared;
  }
  findings.digest =
    kept === undefined ? decidedDigest(digest, match.route, declared.input) : digestOfCall(canonical.request);
  // Grants must be in force for as long as the answer may be given.
  const now = kept?.until ?? ports.clock.now();
  const question = policyRequestOf({
    principal,
    request: canonical.request,
    match,
    input: declared.input,
    sourceAddress: request.sourceAddress,
    now,
  });
  const policyPorts = kept === undefined ? ports : { ...ports, evaluate: keepableEvaluation(ports.evaluate) };
  const decision = await decideByPolicies(policyPorts, release.schema, records, principal, question, now);
  findings.known.policies = decision.policies;
  const replay = new ReplayText({
    v: 1,
    release: release.hash,
    schema: release.schema,
    sets: decision.sets,
    tenant: principal.tenant,
    user: principal.user,
    roles: principal.roles,
    ...(principal.grants === undefined ? {} : { grants: principal.grants }),
    api,
    action: match.route.action,
    route: routeKey(match.route),
    context: pickLookedAt(question.context, decision.lookedAt),
  });
  findings.known.replay = replay.at(now);
  const { reason, lookedAt } = decision;
  return reason === undefined ? { reason, replay, lookedAt, now } : { reason };
}
