import { DEFAULT_BODY_BYTES, type RouteDocument } from '../../contract/api-document';
import type { GatewayExtension } from './gateway-extension';
import type { ImportFindings } from './import-findings';
import { type OpenApiObject, objectOf } from './open-api-object';

const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/;

/** What a route takes for a body: none where the operation declares none. */
export function bodyOfOperation(
  where: string,
  operation: OpenApiObject,
  { maxBodySize }: GatewayExtension,
  findings: ImportFindings,
): Pick<RouteDocument, 'maxBodyBytes' | 'contentTypes' | 'bodyRequired'> {
  if (operation['requestBody'] === undefined) {
    return { maxBodyBytes: maxBodySize ?? 0, contentTypes: [] };
  }
  const { content, required } = objectOf(operation['requestBody']);
  const given = Object.entries(objectOf(content));
  const types = [...new Set(given.map(([type]) => type.replace(/;.*$/, '').trim().toLowerCase()))];
  const ranges = types.filter((type) => !MEDIA_TYPE.test(type));
  if (ranges.length > 0) {
    findings.notice('unchecked', where, `media types ${ranges.join(', ')}`);
  }
  if (given.some(([, media]) => Object.keys(objectOf(objectOf(media)['schema'])).length > 0)) {
    findings.notice('unchecked', where, 'schema of the body');
  }
  return {
    maxBodyBytes: maxBodySize ?? DEFAULT_BODY_BYTES,
    contentTypes: ranges.length > 0 ? [] : types,
    ...(required === true && { bodyRequired: true }),
  };
}
