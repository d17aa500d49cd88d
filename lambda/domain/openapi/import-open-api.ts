import { HTTP_METHODS } from '../../contract/api-document';
import type { OpenApiImport, OpenApiReadReport } from '../../contract/openapi-import';
import { ImportFindings } from './import-findings';
import { listOf, objectOf, textOf } from './open-api-object';
import { type OperationRoute, routeOfOperation } from './operation-route';

const METHODS = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'trace'];

/**
 * Makes a protected API's routes of an OpenAPI document.
 *
 * @param document OpenAPI 3.0 or 3.1 that is valid, with its references resolved.
 */
export function importOpenApi(document: unknown): OpenApiReadReport {
  const findings = new ImportFindings();
  const root = objectOf(document);
  const routes: OperationRoute[] = [];
  let secured = root['security'] !== undefined;
  for (const [path, json] of Object.entries(objectOf(root['paths']))) {
    const pathItem = objectOf(json);
    for (const verb of METHODS.filter((each) => pathItem[each] !== undefined)) {
      const method = verb.toUpperCase();
      const operation = objectOf(pathItem[verb]);
      secured ||= operation['security'] !== undefined;
      if (!HTTP_METHODS.some((each) => each === method)) {
        findings.notice('skipped', `${method} ${path}`, 'API Gateway has no such method');
        continue;
      }
      const route = routeOfOperation({ method, path, pathItem, operation }, findings);
      if (route !== undefined) {
        routes.push(route);
      }
    }
  }
  if (secured) {
    findings.notice('security', '', 'security');
  }
  if (root['webhooks'] !== undefined) {
    findings.notice('skipped', '', 'webhooks');
  }
  findCollisions(routes, findings);
  if (routes.length === 0 && findings.problems.length === 0) {
    findings.problem('', 'The document has no operation that could be a route. Give it paths.');
  }
  const api: OpenApiImport = {
    title: textOf(objectOf(root['info'])['title']) ?? '',
    ...serverOf(listOf(root['servers']), findings),
    routes: routes.map(({ route }) => route),
    notices: findings.notices,
  };
  return findings.problems.length === 0 ? { ok: true, api } : { ok: false, problems: findings.problems };
}

/** A policy for one operation would be for the other, too: that must be somebody's wish. */
function findCollisions(routes: readonly OperationRoute[], findings: ImportFindings): void {
  const byAction = new Map<string, OperationRoute[]>();
  for (const route of routes) {
    byAction.set(route.route.action, [...(byAction.get(route.route.action) ?? []), route]);
  }
  for (const [action, same] of byAction) {
    if (same.length > 1 && same.some(({ chosen }) => !chosen)) {
      const places = same.map(({ where }) => where).join(' and ');
      findings.problem(
        places,
        `would be the same action ${JSON.stringify(action)}. Give each an operationId of its own, or each x-gatehouse.action where one policy is to hold for all of them.`,
      );
    }
  }
}

function serverOf(servers: readonly unknown[], findings: ImportFindings): Pick<OpenApiImport, 'server'> {
  const [first, ...others] = servers.map(objectOf);
  if (others.length > 0) {
    findings.notice('servers', '', `${others.length} beside the first`);
  }
  const variables = objectOf(first?.['variables']);
  const url = (textOf(first?.['url']) ?? '').replace(/\{([^{}]+)\}/g, (_, name: string) =>
    String(objectOf(variables[name])['default'] ?? ''),
  );
  return /^https?:\/\//.test(url) ? { server: url.replace(/\/+$/, '') } : {};
}
