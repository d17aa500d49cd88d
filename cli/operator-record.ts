import { recordChange } from '../lambda/domain/manage/operator-journal';
import type { Gateway } from './connection/gateway';
import { messageOf } from './message-of';

/**
 * Runs a change between two records in the proxy's audit log group: who attempts what, and what came of it. Every
 * changing command goes through here, by `changingCommand`.
 */
export async function recordOperation<T>(
  gateway: Gateway,
  change: { readonly operation: string; readonly target: string },
  apply: () => Promise<T>,
): Promise<T> {
  const by = await gateway.caller();
  const { operation, target } = change;
  return await recordChange(gateway.ports, { operation, target, by }, apply, (error) => messageOf(error)?.code ?? '-');
}
