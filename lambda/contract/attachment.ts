import type { ApiDocument } from './api-document';
import type { PolicyDeclaration } from './declarations';

/** What an app brings to a proxy that another app deployed. It lies beside the joiner's code as one file. */
export interface AttachmentDeclarations {
  readonly version: 1;
  readonly attachment: string;
  readonly apis: readonly ApiDocument[];
  /** Of the global set alone; each statement names an action of these APIs. */
  readonly policies: readonly PolicyDeclaration[];
}

/** The same, as the registry keeps it: immutable, named by the SHA-256 of its body, in force where a release names it. */
export interface AttachmentDocument {
  readonly version: 1;
  readonly attachment: string;
  /** Hash of each API document, by API. */
  readonly apis: Readonly<Record<string, string>>;
  readonly policies: readonly PolicyDeclaration[];
}

/** Properties of the custom resource that joins. */
export interface AttachmentProperties {
  /** SHA-256 (hex) of the declarations file. */
  readonly Digest: string;
}

/** 1 to 64 of letters, digits and `-`: what an attachment's policies are called starts with it. */
export const ATTACHMENT_NAME = /^[A-Za-z0-9-]{1,64}$/;

/** CloudFormation type of the custom resource that publishes an attachment, once its methods are there. */
export const ATTACHMENT_RESOURCE_TYPE = 'Custom::GatehouseAttachment';
/** Its deletion, once an API's methods are gone, gives the stage a deployment without them. */
export const DETACHED_API_RESOURCE_TYPE = 'Custom::GatehouseDetachedApi';
