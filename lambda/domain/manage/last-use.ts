import type { AuditRecord } from '../../contract/audit-record';
import { type AuditLog, auditPattern } from './audit-log';

/**
 * When each token of a user was last shown, as the audit records say.
 *
 * @param principal `tenant/user`. @param since epoch milliseconds: earlier uses are not looked for.
 * @returns epoch milliseconds by token id.
 */
export async function lastUses(log: AuditLog, principal: string, since: number): Promise<ReadonlyMap<string, number>> {
  const uses = new Map<string, number>();
  const pattern = auditPattern({ 'unmapped.event': 'decision', 'unmapped.principal': principal });
  for await (const line of log.search(pattern, since)) {
    const { time, unmapped } = JSON.parse(line) as AuditRecord;
    if (unmapped.principal === principal) {
      uses.set(unmapped.credentialId, Math.max(uses.get(unmapped.credentialId) ?? 0, time));
    }
  }
  return uses;
}
