import pc from 'picocolors';
import type { AuditDetail, AuditRecord } from '../lambda/contract/audit-record';

/**
 * One audit record as one line for people; machines take the record itself.
 *
 * @returns `undefined` for a decision that another record completes: the forwarder's outcome says the same and more.
 */
export function renderAuditLine(record: AuditRecord): string | undefined {
  const detail = record.unmapped;
  if (detail.event === 'decision' && !endsAtAuthorizer(detail)) {
    return undefined;
  }
  const request = `${record.http_request.http_method} ${record.http_request.url.path}`;
  return join(record.time, [verdict(detail), request, who(detail), why(detail), pc.dim(`${detail.latencyMs} ms`)]);
}

/** A REST authorizer can refuse with these; whatever else it decides, the forwarder answers. */
function endsAtAuthorizer({ status }: AuditDetail): boolean {
  return status === 401 || status === 403 || status >= 500;
}

/**
 * An access log line as one line for people, where API Gateway stopped the request after the authorizer and before the
 * forwarder: throttled, over its quota, too large. Every other request has an audit record.
 */
export function renderAccessLine(line: string): string | undefined {
  const { responseType, status, time, authorizer, httpMethod, apiKeyId } = parsed(line);
  if (responseType !== 'THROTTLED' && responseType !== 'QUOTA_EXCEEDED' && responseType !== 'INVALID_API_KEY') {
    return undefined;
  }
  const { principal, api, route, action } = authorizer as Readonly<Record<string, string>>;
  return join(Number(time), [
    pc.yellow(`${String(status)} refused`),
    `${String(httpMethod)} /${api} ${pc.dim(String(route))}`,
    String(principal),
    `${action} ${pc.bold(String(responseType))} ${pc.dim(`key ${String(apiKeyId)}`)}`,
  ]);
}

function join(time: number, parts: readonly string[]): string {
  return [pc.dim(new Date(time).toISOString().slice(11, 23)), ...parts].join('  ');
}

function verdict({ decision, status }: AuditDetail): string {
  const text = `${String(status)} ${decision}`;
  if (decision === 'permit') {
    return status < 400 ? pc.green(text) : pc.yellow(text);
  }
  return decision === 'forbid' ? pc.yellow(text) : pc.red(text);
}

function who({ principal, credential }: AuditDetail): string {
  if (principal === '-') {
    return pc.dim('nobody');
  }
  return credential === '-' ? principal : `${principal} ${pc.dim(`(${credential})`)}`;
}

function why({ reason, action, policies, upstream }: AuditDetail): string {
  const act = action === '-' ? '' : action;
  if (reason !== 'none') {
    return `${act} ${pc.bold(reason)}${policies.length > 0 ? ` by ${policies.join(', ')}` : ''}`.trim();
  }
  return `${act} by ${policies.join(', ')} ${pc.dim('→')} ${upstream}`;
}

/** @returns the audit record that a log line is, if it is one. */
export function parseAuditLine(line: string): AuditRecord | undefined {
  const entry = line.startsWith('{"class_uid":6003,') ? parsed(line) : {};
  return 'unmapped' in entry ? (entry as unknown as AuditRecord) : undefined;
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
