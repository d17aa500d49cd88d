import type { RegistrarPorts } from '../registrar-ports';
import type { ManagedRegistry } from './managed-registry';

/** What looking after users and tenants needs: the registrar's own ports, and a registry that says who was first. */
export interface ManagePorts extends Pick<RegistrarPorts, 'keys' | 'randomness' | 'clock' | 'keyPrefix'> {
  readonly managed: ManagedRegistry;
}
