import { Annotations, Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CredentialDocument, RouteDocument } from '../../lambda/contract/api-document';
import { OPENAPI_NOTICES, type OpenApiNotice, type OpenApiNoticeKind } from '../../lambda/contract/openapi-import';
import { PolicyInput } from '../policy-input';
import type { RouteOptions } from '../protected-api';
import { RouteParameter } from '../route-parameter';

/** Places that one annotation lists. */
const PLACES_SHOWN = 20;
/** What only tells; of anything else somebody may have counted on it. */
const INFORMATION: readonly OpenApiNoticeKind[] = ['security', 'renamed'];

/** A document's route as options of a route. */
export function optionsOfRoute(route: RouteDocument): RouteOptions {
  const inputs = (given: RouteDocument['query'] = []): PolicyInput[] =>
    given.map(({ name, type }) => (type === 'String' ? PolicyInput.string(name) : PolicyInput.stringSet(name)));
  return {
    action: route.action,
    contentTypes: [...route.contentTypes],
    maxBodySize: Size.bytes(route.maxBodyBytes),
    encodedSlash: [...(route.encodedSlash ?? [])],
    query: inputs(route.query),
    headers: inputs(route.headers),
    bodyRequired: route.bodyRequired,
    parameters: route.parameters?.map((document) => RouteParameter._of(document)),
  };
}

/** Clients cannot be asked for what the proxy puts on itself. */
export function withoutCredential(
  routes: readonly RouteDocument[],
  credential: CredentialDocument,
): readonly RouteDocument[] {
  const own =
    credential.kind === 'header'
      ? `header ${credential.header.toLowerCase()}`
      : credential.kind === 'query'
        ? `query ${credential.parameter}`
        : undefined;
  return routes.map((route) => ({
    ...route,
    ...(route.parameters && {
      parameters: route.parameters.filter((parameter) => `${parameter.in} ${parameter.name}` !== own),
    }),
  }));
}

/** Says at synth what of a document the proxy does not do: one annotation a kind, to be acknowledged by its id. */
export function annotateImport(api: Construct, notices: readonly OpenApiNotice[]): void {
  for (const [kind, sentence] of Object.entries(OPENAPI_NOTICES) as [OpenApiNoticeKind, string][]) {
    const places = notices
      .filter((notice) => notice.kind === kind)
      .map(({ where, what }) => (where === '' ? what : `${where}: ${what}`));
    if (places.length === 0) {
      continue;
    }
    const more = places.length > PLACES_SHOWN ? `; and ${places.length - PLACES_SHOWN} more` : '';
    const message = `${sentence} (${places.slice(0, PLACES_SHOWN).join('; ')}${more}).`;
    if (INFORMATION.includes(kind)) {
      Annotations.of(api).addInfo(message);
    } else {
      Annotations.of(api).addWarningV2(`cdk-gatehouse:openapi-${kind}`, message);
    }
  }
}
