import type { ApiDocument } from '../contract/api-document';
import { parseApiDocument } from '../contract/parse-api-document';
import type { ProxyDocument } from '../contract/proxy-document';
import { isProxyDocument, isRelease } from './document-shapes';
import { foldHeaderName } from './header-name';
import { DependencyFault, type RegistryReader } from './ports';
import { readDocument } from './read-document';
import { RouteTable } from './route-table';

/** Everything that one deploy published, ready to decide with. */
export interface LoadedRelease {
  readonly hash: string;
  /** Digest of the Cedar schema: picks the policy sets that were validated against it. */
  readonly schema: string;
  readonly proxy: ProxyDocument;
  /** Routes by API. */
  readonly routes: ReadonlyMap<string, RouteTable>;
  /** Folded names of the headers that some route declares. */
  readonly declaredHeaders: ReadonlySet<string>;
}

/** @throws DependencyFault where a document cannot be had, or is not what a registrar writes. */
export async function loadRelease(registry: RegistryReader, hash: string): Promise<LoadedRelease> {
  const release = await readDocument(registry, hash, isRelease);
  const [proxy, ...apis] = await Promise.all([
    readDocument(registry, release.proxy, isProxyDocument),
    ...Object.entries(release.apis).map(([api, document]) => loadApi(registry, api, document)),
  ]);
  const headers = apis.flatMap(({ routes }) => routes.flatMap((route) => route.headers ?? []));
  return {
    hash,
    schema: release.schema,
    proxy,
    routes: new Map(apis.map(({ api, routes }) => [api, new RouteTable(routes)])),
    declaredHeaders: new Set(headers.map(({ name }) => foldHeaderName(name))),
  };
}

async function loadApi(registry: RegistryReader, api: string, hash: string): Promise<ApiDocument> {
  const parse = parseApiDocument(await registry.document(hash));
  if (!parse.ok || parse.document.api !== api) {
    const problem = parse.ok ? `it is of the API "${parse.document.api}"` : parse.error;
    throw new DependencyFault('registry', 'corrupt', `Document ${hash} cannot be the API "${api}": ${problem}.`);
  }
  return parse.document;
}
