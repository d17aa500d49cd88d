import { DEFAULT_BODY_BYTES, type ParameterDocument, type RouteDocument } from '../lambda/contract/api-document';
import type { OpenApiImport } from '../lambda/contract/openapi-import';
import { type Code, printCode, quoted } from './typescript-printer';

export interface ApiDeclaration {
  readonly api: OpenApiImport;
  /** Of the API: kebab case. */
  readonly name: string;
  /** Where the document is, as the declaration shows it. */
  readonly file: string;
  /** Whether the document is read at every synth, in place of routes that are written out. */
  readonly byReference: boolean;
}

/** Writes the TypeScript that declares a protected API of an OpenAPI document, for people to go on with. */
export function renderApiDeclaration({ api, name, file, byReference }: ApiDeclaration): string {
  const id = name.replace(/(?:^|-+)(.)/g, (_, first: string) => first.toUpperCase());
  const credential = 'UpstreamCredential.bearer(CredentialSecret.created())';
  const common: [string, Code][] = [
    ['proxy', 'proxy'],
    ['name', quoted(name)],
  ];
  const upstream: [string, Code][] = [['upstream', quoted(api.server ?? 'https://upstream.example.com')]];
  const members: [string, Code][] = byReference
    ? [...common, ['definition', { call: 'OpenApiDefinition.fromFile', args: [quoted(file)] }]]
    : common;
  const props: Code = {
    open: true,
    members: [...members, ...(byReference && api.server !== undefined ? [] : upstream), ['credential', credential]],
  };
  const made = byReference ? 'ProtectedApi.fromOpenApi' : 'new ProtectedApi';
  const declaration = printCode({ call: made, args: ['scope', quoted(id), props] }, 2);
  const routes = byReference ? [] : api.routes.map((route) => `  ${printCode(routeCode(route), 2)};\n`);
  return [
    importsOf(byReference, api),
    `/** ${commentOf(api.title || name)}, from ${commentOf(file)}. Say how its upstream wants its credential, and fill the secret. */`,
    `export function add${id}(scope: Construct, proxy: IAccessProxy): ProtectedApi {`,
    byReference ? `  return ${declaration};` : `  const api = ${declaration};\n${routes.join('')}  return api;`,
    '}',
    '',
  ].join('\n');
}

function importsOf(byReference: boolean, { routes }: OpenApiImport): string {
  const written = byReference ? [] : routes;
  const sized = written.some(({ maxBodyBytes }) => maxBodyBytes !== DEFAULT_BODY_BYTES);
  const named = [
    'CredentialSecret',
    'type IAccessProxy',
    ...(byReference ? ['OpenApiDefinition'] : []),
    ...(written.some(({ query, headers }) => query !== undefined || headers !== undefined) ? ['PolicyInput'] : []),
    'ProtectedApi',
    ...(written.some(({ parameters }) => parameters !== undefined) ? ['RouteParameter'] : []),
    'UpstreamCredential',
    ...(written.some(({ parameters = [] }) => parameters.some((one) => one.in === 'path' || !isAnyText(one)))
      ? ['ValueRule']
      : []),
  ];
  const names = named.join(', ');
  const line = `import { ${names} } from 'cdk-gatehouse';`;
  return [
    ...(sized ? ["import { Size } from 'aws-cdk-lib';"] : []),
    line.length <= 120 ? line : `import {\n${named.map((each) => `  ${each},\n`).join('')}} from 'cdk-gatehouse';`,
    "import type { Construct } from 'constructs';",
    '',
  ].join('\n');
}

function routeCode(route: RouteDocument): Code {
  const members: [string, Code][] = [['action', quoted(route.action)]];
  if (route.maxBodyBytes !== DEFAULT_BODY_BYTES) {
    members.push(['maxBodySize', `Size.bytes(${route.maxBodyBytes})`]);
  }
  if (route.contentTypes.length > 0) {
    members.push(['contentTypes', { list: route.contentTypes.map(quoted) }]);
  }
  if (route.bodyRequired === true) {
    members.push(['bodyRequired', 'true']);
  }
  if (route.encodedSlash !== undefined) {
    members.push(['encodedSlash', { list: route.encodedSlash.map(quoted) }]);
  }
  for (const place of ['query', 'headers'] as const) {
    const inputs = route[place] ?? [];
    const list = inputs.map(
      ({ name, type }) => `PolicyInput.${type === 'String' ? 'string' : 'stringSet'}(${quoted(name)})`,
    );
    if (list.length > 0) {
      members.push([place, { list }]);
    }
  }
  if (route.parameters !== undefined) {
    members.push(['parameters', { list: route.parameters.map(parameterCode) }]);
  }
  const options: Code = { members, open: members.length > 1 };
  return { call: 'api.addRoute', args: [quoted(route.method), quoted(route.path), options] };
}

function parameterCode(parameter: ParameterDocument): Code {
  const { in: place, name, required = false, list } = parameter;
  const value = valueCode(parameter);
  if (place === 'path') {
    return { call: 'RouteParameter.path', args: [quoted(name), value] };
  }
  const members: [string, Code][] = [
    ...(isAnyText(parameter) ? [] : [['value', value] as [string, Code]]),
    ...(required ? [['required', 'true'] as [string, Code]] : []),
    ...(list === undefined ? [] : [[list === 'commas' ? 'commaSeparated' : 'repeated', 'true'] as [string, Code]]),
  ];
  return { call: `RouteParameter.${place}`, args: [quoted(name), ...(members.length === 0 ? [] : [{ members }])] };
}

function valueCode({ value: { type, allowed, ...bounds } }: ParameterDocument): Code {
  const members: [string, Code][] = [
    ...Object.entries(bounds).map(([bound, number]): [string, Code] => [bound, String(number)]),
    ...(allowed === undefined ? [] : [['allowed', { list: allowed.map(quoted) }] as [string, Code]]),
  ];
  const rule = type === 'string' ? 'text' : type;
  const args: readonly Code[] = type === 'boolean' || members.length === 0 ? [] : [{ members }];
  return { call: `ValueRule.${rule}`, args };
}

function isAnyText({ value }: ParameterDocument): boolean {
  return value.type === 'string' && Object.keys(value).length === 1;
}

/** One line that cannot end the comment. */
function commentOf(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('*/', '* /').slice(0, 80);
}
