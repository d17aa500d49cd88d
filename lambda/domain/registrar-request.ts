import { createHash } from 'node:crypto';
import { type Declarations, type RegistrarProperties, resolvePlaceholders } from '../contract/declarations';
import { publishRelease, type PublishResult } from './publish-release';
import type { RegistrarPorts } from './registrar-ports';
import { contentOfDeclarations } from './release-content';
import { contentOfRelease } from './restored-content';
import { isMapOf, isObjectWith, isOneOf, isText, type Shape } from './shape';
import { withdrawRelease } from './withdraw-release';

/** What CloudFormation asks of the custom resource. */
export interface RegistrarRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceProperties: RegistrarProperties;
}

/** A release's hash and its schema's digest, or why there is none; nothing of it is secret. */
export type RegistrarOutcome =
  | { readonly ok: true; readonly values: { readonly Release: string; readonly Schema: string } }
  | { readonly ok: false; readonly problems: readonly string[] };

const isRequest: Shape<RegistrarRequest> = isObjectWith({
  RequestType: isOneOf('Create', 'Update', 'Delete'),
  ResourceProperties: isObjectWith({ Digest: isText, KeyPrefix: isText, Values: isMapOf(isText) }),
});

/**
 * Does what CloudFormation asks.
 *
 * A rollback may ask with the properties of declarations that are not those beside the code: the release that was
 * published from them is then put in force again.
 *
 * @param event whatever came. @param readDeclarations the text of the declarations file.
 * @param portsFor ports with a prefix of API Gateway key names.
 */
export async function answerRegistrarRequest(
  event: unknown,
  readDeclarations: () => string,
  portsFor: (keyPrefix: string) => RegistrarPorts,
): Promise<RegistrarOutcome> {
  if (!isRequest(event)) {
    const remedy = 'Deploy with the constructs of the same version as the code.';
    return { ok: false, problems: [`The request has no RequestType, Digest, KeyPrefix or Values. ${remedy}`] };
  }
  const { RequestType: type, ResourceProperties: properties } = event;
  const ports = portsFor(properties.KeyPrefix);
  if (type === 'Delete') {
    await withdrawRelease(ports, declarationsOrNothing(readDeclarations, properties));
    return { ok: true, values: { Release: '', Schema: '' } };
  }
  const text = readDeclarations();
  const digest = createHash('sha256').update(text).digest('hex');
  const content =
    digest === properties.Digest
      ? contentOfDeclarations(digest, resolved(text, properties))
      : await contentOfRelease(ports.registry, properties.Digest);
  return outcomeOf(await publishRelease(ports, content));
}

function outcomeOf(result: PublishResult): RegistrarOutcome {
  return result.ok ? { ok: true, values: { Release: result.release, Schema: result.schema } } : result;
}

function resolved(text: string, { Values: values }: RegistrarProperties): Declarations {
  return resolvePlaceholders(JSON.parse(text) as Declarations, values);
}

/** A deletion must succeed also where a creation failed for want of just these. */
function declarationsOrNothing(
  readDeclarations: () => string,
  properties: RegistrarProperties,
): Declarations | undefined {
  try {
    return resolved(readDeclarations(), properties);
  } catch {
    return undefined;
  }
}
