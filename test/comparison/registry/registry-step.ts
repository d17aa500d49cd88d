import type { RegistryAdapters } from './registry-adapters';

/** One use of the adapters. */
export interface RegistryStep {
  readonly name: string;
  run(adapters: RegistryAdapters): Promise<unknown>;
}
