import { PARTITION_KEY, SORT_KEY } from '../contract/registry-records';
import type { RegistryItem } from './registry-items';

/** @returns an item without its key. */
export function recordOf<T>(item: RegistryItem): T {
  const attributes = Object.entries(item).filter(([name]) => name !== PARTITION_KEY && name !== SORT_KEY);
  return Object.fromEntries(attributes) as T;
}
