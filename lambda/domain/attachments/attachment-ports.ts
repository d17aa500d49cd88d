import type { Deadline, ReleaseRegistry } from '../ports';

/** The part of the registry that a joining app works on: no user, no token, no key. */
export type AttachmentRegistry = Pick<
  ReleaseRegistry,
  | 'moveTenant'
  | 'publishRelease'
  | 'putDocument'
  | 'readDocument'
  | 'readGlobal'
  | 'readReleaseIndex'
  | 'readTenants'
  | 'writeReleaseIndex'
>;

/** The stage that serves the proxy. */
export interface StageDeployments {
  /** Serves the REST API as it is now; earlier deployments of the same description are deleted. Safe to repeat. */
  refresh(description: string): Promise<void>;
}

export interface AttachmentPorts {
  readonly registry: AttachmentRegistry;
  readonly deployments: StageDeployments;
  readonly deadline: Deadline;
  /** Key prefix of the proxy that is joined, under which its releases go. */
  readonly owner: string;
}
