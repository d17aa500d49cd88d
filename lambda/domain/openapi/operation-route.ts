import type { InputDocument, ParameterDocument, RouteDocument } from '../../contract/api-document';
import { isWithheldHeader } from '../request-headers';
import { type GatewayExtension, readExtension } from './gateway-extension';
import type { ImportFindings } from './import-findings';
import { listOf, objectOf, type OpenApiObject, textOf } from './open-api-object';
import { actionOfRoute, normaliseOperationId } from './operation-action';
import { bodyOfOperation } from './operation-body';
import { templateOfPath } from './operation-path';
import { checkOfParameter } from './parameter-check';

/** An operation, as it stands in the document. */
export interface Operation {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly pathItem: OpenApiObject;
  readonly operation: OpenApiObject;
}

/** A route, and whether its action was chosen for it in so many words. */
export interface OperationRoute {
  readonly where: string;
  readonly route: RouteDocument;
  readonly chosen: boolean;
}

/** Headers that say how a message is written: OpenAPI itself gives a parameter of these names no meaning. */
const NO_PARAMETERS = ['accept', 'authorization', 'content-type'];

/** @returns nothing for an operation that is skipped or cannot be a route. */
export function routeOfOperation(given: Operation, findings: ImportFindings): OperationRoute | undefined {
  const { method, path: givenPath, pathItem, operation } = given;
  const where = `${method} ${givenPath}`;
  const extension = readExtension(where, pathItem, operation, findings);
  if (extension.skip) {
    findings.notice('skipped', where, 'x-gatehouse.skip');
    return undefined;
  }
  const template = templateOfPath(extension.path ?? givenPath);
  if (!template.ok) {
    findings.problem(
      where,
      `${template.error} Name a template with x-gatehouse.path, or leave it out with x-gatehouse.skip.`,
    );
    return undefined;
  }
  const { path, names } = template;
  for (const [name, renamed] of names) {
    if (name !== renamed) {
      findings.notice('renamed', where, `{${name}} is {${renamed}}`);
    }
  }
  if (operation['servers'] !== undefined || pathItem['servers'] !== undefined) {
    findings.notice('servers', where, 'servers of its own');
  }
  const operationId = textOf(operation['operationId']);
  const action = extension.action ?? (normaliseOperationId(operationId ?? '') || actionOfRoute(method, path));
  if (extension.action === undefined && operationId !== undefined && operationId !== action) {
    findings.notice('renamed', where, `operation ${operationId} is the action ${action}`);
  }
  const parameters = readParameters(where, given, extension, names, findings);
  return {
    where,
    chosen: extension.action !== undefined,
    route: {
      method,
      path,
      action,
      ...bodyOfOperation(where, operation, extension, findings),
      ...encodedSlashes(extension, names),
      ...parameters,
    },
  };
}

function encodedSlashes(
  { encodedSlash }: GatewayExtension,
  names: ReadonlyMap<string, string>,
): Pick<RouteDocument, 'encodedSlash'> {
  return encodedSlash.length === 0 ? {} : { encodedSlash: encodedSlash.map((name) => names.get(name) ?? name) };
}

function readParameters(
  where: string,
  { pathItem, operation }: Operation,
  { policyInputs }: GatewayExtension,
  names: ReadonlyMap<string, string>,
  findings: ImportFindings,
): Pick<RouteDocument, 'headers' | 'parameters' | 'query'> {
  const checks: ParameterDocument[] = [];
  const inputs: { readonly place: string; readonly input: InputDocument }[] = [];
  for (const parameter of declaredParameters(pathItem, operation)) {
    const place = parameter['in'];
    const given = String(parameter['name']);
    const name = place === 'header' ? given.toLowerCase() : given;
    if (place === 'header' && NO_PARAMETERS.includes(name)) {
      continue;
    }
    if (place !== 'path' && place !== 'query' && place !== 'header') {
      findings.notice('unchecked', where, `${String(place)} parameter ${given}`);
      continue;
    }
    if (place === 'path' && !names.has(given)) {
      findings.notice('unchecked', where, `path parameter ${given}, which the path lacks`);
      continue;
    }
    if (place === 'header' && isWithheldHeader(name)) {
      findings.notice('unchecked', where, `header ${given}, which never reaches the upstream`);
      continue;
    }
    const { check, isList, unchecked } = checkOfParameter(parameter, place, names.get(given) ?? name);
    if (unchecked.length > 0) {
      findings.notice('unchecked', where, `${unchecked.join(', ')} of ${place} parameter ${given}`);
    }
    if (check !== undefined) {
      checks.push(check);
    }
    if (place !== 'path' && policyInputs.some((each) => each === given || each === name)) {
      inputs.push({ place, input: { name, type: isList ? 'StringSet' : 'String' } });
    }
  }
  for (const name of policyInputs) {
    if (!inputs.some(({ input }) => input.name === name || input.name === name.toLowerCase())) {
      findings.problem(
        where,
        `x-gatehouse.policyInputs names ${JSON.stringify(name)}; allowed: query parameters and headers that the operation declares. Declare it, or remove it.`,
      );
    }
  }
  const inputsOf = (wanted: string) => inputs.filter(({ place }) => place === wanted).map(({ input }) => input);
  const [query, headers] = [inputsOf('query'), inputsOf('header')];
  return {
    ...(query.length > 0 && { query }),
    ...(headers.length > 0 && { headers }),
    ...(checks.length > 0 && { parameters: checks }),
  };
}

/** An operation's own parameter goes before its path's of the same place and name. */
function declaredParameters(pathItem: OpenApiObject, operation: OpenApiObject): OpenApiObject[] {
  const declared = new Map<string, OpenApiObject>();
  for (const json of [...listOf(pathItem['parameters']), ...listOf(operation['parameters'])]) {
    const parameter = objectOf(json);
    declared.set(`${String(parameter['in'])} ${String(parameter['name'])}`, parameter);
  }
  return [...declared.values()];
}
