import { parseApiDocument } from '../contract/parse-api-document';
import type { ProxyDocument } from '../contract/proxy-document';
import { isProxyDocument, isRelease } from './document-shapes';
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
}

/** @throws DependencyFault where a document cannot be had, or is not what a registrar writes. */
export async function loadRelease(registry: RegistryReader, hash: string): Promise<LoadedRelease> {
  const release = await readDocument(registry, hash, isRelease);
  const [proxy, ...tables] = await Promise.all([
    readDocument(registry, release.proxy, isProxyDocument),
    ...Object.entries(release.apis).map(([api, document]) => loadRoutes(registry, api, document)),
  ]);
  return { hash, schema: release.schema, proxy, routes: new Map(tables) };
}

async function loadRoutes(registry: RegistryReader, api: string, hash: string): Promise<readonly [string, RouteTable]> {
  const parse = parseApiDocument(await registry.document(hash));
  if (!parse.ok || parse.document.api !== api) {
    const problem = parse.ok ? `it is of the API "${parse.document.api}"` : parse.error;
    throw new DependencyFault('registry', 'corrupt', `Document ${hash} cannot be the API "${api}": ${problem}.`);
  }
  return [api, new RouteTable(parse.document.routes)];
}
