import { createHash } from 'node:crypto';
import type { ApiDocument } from '../../lambda/contract/api-document';
import {
  ATTACHMENT_RESOURCE_TYPE,
  type AttachmentDeclarations,
  DETACHED_API_RESOURCE_TYPE,
} from '../../lambda/contract/attachment';
import type { ReleaseDocument } from '../../lambda/contract/registry-records';
import type { StageDeployments } from '../../lambda/domain/attachments/attachment-ports';
import { answerAttachmentRequest } from '../../lambda/domain/attachments/attachment-request';
import type { RegistrarOutcome } from '../../lambda/domain/registrar-request';
import { KEY_PREFIX, RegistrarRig } from './registrar-rig';

const ROUTE = { method: 'GET', path: '/{invoice}', action: 'Read', maxBodyBytes: 0, contentTypes: [] };
export const BILLING: ApiDocument = {
  version: 1,
  api: 'billing',
  routes: [ROUTE],
  upstream: { insecure: false, timeoutMs: 1_000 },
  credential: { kind: 'none' },
};

/** What a small app attaches. */
export function attachment(change: Partial<AttachmentDeclarations> = {}): AttachmentDeclarations {
  return {
    version: 1,
    attachment: 'Finance',
    apis: [BILLING],
    policies: [{ id: 'read', text: 'permit(principal, action == Gatehouse::Action::"billing:Read", resource);' }],
    ...change,
  };
}

/** Registrar and joiners on the same ports. */
export class AttachmentRig extends RegistrarRig {
  readonly refreshed: string[] = [];

  async attach(
    beside: AttachmentDeclarations,
    asked: AttachmentDeclarations = beside,
    owner = KEY_PREFIX,
  ): Promise<RegistrarOutcome> {
    return await this.answer('Update', ATTACHMENT_RESOURCE_TYPE, beside, asked, owner);
  }

  async detach(beside: AttachmentDeclarations): Promise<RegistrarOutcome> {
    return await this.answer('Delete', ATTACHMENT_RESOURCE_TYPE, beside);
  }

  async forget(beside: AttachmentDeclarations, type: 'Create' | 'Delete' = 'Delete'): Promise<RegistrarOutcome> {
    return await this.answer(type, DETACHED_API_RESOURCE_TYPE, beside);
  }

  async answer(
    type: string,
    resource: string,
    beside: AttachmentDeclarations,
    asked: AttachmentDeclarations = beside,
    owner = KEY_PREFIX,
  ): Promise<RegistrarOutcome> {
    this.calls = [];
    const deployments: StageDeployments = { refresh: async (description) => void this.refreshed.push(description) };
    return await answerAttachmentRequest(
      { RequestType: type, ResourceType: resource, ResourceProperties: { Digest: digestOf(asked) } },
      beside.attachment,
      () => JSON.stringify(beside),
      {
        registry: this.watched(this.registry),
        deployments: this.watched(deployments),
        deadline: () => this.late,
        owner,
      },
    );
  }

  override copy(): AttachmentRig {
    return Object.assign(new AttachmentRig(), super.copy());
  }

  async inForce(): Promise<ReleaseDocument> {
    return (await this.registry.readDocument(this.global()!.release)) as ReleaseDocument;
  }

  /** Ids of the policies that are in force for everybody, and the digest of the schema that they are valid for. */
  async policies(): Promise<{ schema: string; ids: string[] }> {
    const { schema } = await this.inForce();
    const { slices } = (await this.registry.readDocument(this.global()!.policies[schema]!)) as {
      slices: Record<string, string>;
    };
    const all = await Promise.all(Object.values(slices).map((hash) => this.registry.readDocument(hash)));
    return { schema, ids: all.flatMap((slice) => Object.keys((slice as { policies: object }).policies)).sort() };
  }
}

export function digestOf(declarations: AttachmentDeclarations): string {
  return createHash('sha256').update(JSON.stringify(declarations)).digest('hex');
}
