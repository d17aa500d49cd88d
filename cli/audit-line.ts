import pc from 'picocolors';
import type { AuditDetail, AuditRecord } from '../lambda/contract/audit-record';

/**
 * One audit record as one line for people; machines take the record itself.
 *
 * @returns `undefined` for a decision that let the request through: its outcome says the same and more.
 */
export function renderAuditLine(record: AuditRecord): string | undefined {
  const detail = record.unmapped;
  if (detail.event === 'decision' && detail.status === 0) {
    return undefined;
  }
  const time = new Date(record.time).toISOString().slice(11, 23);
  const request = `${record.http_request.http_method} ${record.http_request.url.path}`;
  return [pc.dim(time), verdict(detail), request, who(detail), why(detail), pc.dim(`${detail.latencyMs} ms`)].join(
    '  ',
  );
}

function verdict({ decision, status }: AuditDetail): string {
  const text = `${String(status)} ${decision}`;
  if (decision === 'permit') {
    return status < 400 ? pc.green(text) : pc.yellow(text);
  }
  return decision === 'forbid' ? pc.yellow(text) : pc.red(text);
}

function who({ principal, credential }: AuditDetail): string {
  return principal === '-' ? pc.dim('nobody') : `${principal} ${pc.dim(`(${credential})`)}`;
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
  if (!line.startsWith('{"class_uid":6003,')) {
    return undefined;
  }
  try {
    return JSON.parse(line) as AuditRecord;
  } catch {
    return undefined;
  }
}
