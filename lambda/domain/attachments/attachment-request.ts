import { createHash } from 'node:crypto';
import {
  ATTACHMENT_NAME,
  type AttachmentDeclarations,
  type AttachmentDocument,
  DETACHED_API_RESOURCE_TYPE,
} from '../../contract/attachment';
import { parseApiDocument } from '../../contract/parse-api-document';
import { documentOf, isTooLarge } from '../document';
import type { RegistrarOutcome } from '../registrar-request';
import { sizeProblem } from '../release-content';
import { readStored } from '../restored-content';
import { isObjectWith, isOneOf, isText, type Shape } from '../shape';
import type { AttachmentPorts } from './attachment-ports';
import type { Attachments } from './compose-content';
import { publishAttachment } from './publish-attachment';

/** What CloudFormation asks of the two custom resources of a joining app. */
export interface AttachmentRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceType: string;
  readonly ResourceProperties: { readonly Digest: string };
}

const isRequest: Shape<AttachmentRequest> = isObjectWith({
  RequestType: isOneOf('Create', 'Update', 'Delete'),
  ResourceType: isText,
  ResourceProperties: isObjectWith({ Digest: isText }),
});

type Reading =
  | { readonly ok: true; readonly attached: Attachments }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Does what CloudFormation asks: publishes what an app attaches and lets the stage serve it, takes it back, and lets the
 * stage forget methods that are gone.
 *
 * @param event whatever came. @param name of the attachment. @param readDeclarations text of the file beside the code.
 */
export async function answerAttachmentRequest(
  event: unknown,
  name: string,
  readDeclarations: () => string,
  ports: AttachmentPorts,
): Promise<RegistrarOutcome> {
  if (!isRequest(event) || !ATTACHMENT_NAME.test(name)) {
    const remedy = 'Deploy with the constructs of the same version as the code.';
    return { ok: false, problems: [`The request has no RequestType, ResourceType or Digest, or no name. ${remedy}`] };
  }
  const { RequestType: type, ResourceType: resource, ResourceProperties: properties } = event;
  if (resource === DETACHED_API_RESOURCE_TYPE) {
    if (type === 'Delete') {
      await ports.deployments.refresh(descriptionOf(name));
    }
    return { ok: true, values: { Release: '', Schema: '' } };
  }
  if (type === 'Delete') {
    const result = await publishAttachment(ports, { name, attached: new Map() });
    return result.ok ? { ok: true, values: { Release: result.release, Schema: result.schema } } : result;
  }
  const reading = await readAttachment(ports, name, properties.Digest, readDeclarations());
  if (!reading.ok) {
    return reading;
  }
  const result = await publishAttachment(ports, { name, attached: reading.attached });
  if (!result.ok) {
    return result;
  }
  // The authorizer knows the API before anybody can reach it.
  await ports.deployments.refresh(descriptionOf(name));
  return { ok: true, values: { Release: result.release, Schema: result.schema } };
}

function descriptionOf(name: string): string {
  return `Access proxy, with what ${name} attached`;
}

/** A rollback may ask for declarations that are not those beside the code: they were published before. */
async function readAttachment(
  { registry }: AttachmentPorts,
  name: string,
  digest: string,
  text: string,
): Promise<Reading> {
  if (createHash('sha256').update(text).digest('hex') !== digest) {
    const hash = await registry.readReleaseIndex(digest);
    return hash === undefined
      ? { ok: false, problems: ['The declarations beside the code are not those asked for. Deploy the stack again.'] }
      : {
          ok: true,
          attached: new Map([[name, { hash, document: (await readStored(registry, hash)) as AttachmentDocument }]]),
        };
  }
  const { apis, policies } = JSON.parse(text) as AttachmentDeclarations;
  const parsed = apis.map(parseApiDocument);
  const documents = apis.map((api) => [api.api, documentOf(api)] as const);
  const document: AttachmentDocument = {
    version: 1,
    attachment: name,
    apis: Object.fromEntries(documents.map(([api, { hash }]) => [api, hash])),
    policies,
  };
  const own = documentOf(document);
  const all = [...documents.map(([, stored]) => stored), own];
  const problems = [
    ...parsed.flatMap((each) => (each.ok ? [] : [each.error])),
    ...policies
      .filter(({ tenant }) => tenant !== undefined)
      .map(
        ({ id }) => `Policy ${id} is a tenant's own; only the proxy's own app declares these. Leave the tenant out.`,
      ),
    ...all.filter(isTooLarge).map(sizeProblem),
  ];
  if (problems.length > 0) {
    return { ok: false, problems };
  }
  for (const { body } of all) {
    await registry.putDocument(body);
  }
  await registry.writeReleaseIndex(digest, own.hash);
  return { ok: true, attached: new Map([[name, { hash: own.hash, document }]]) };
}
