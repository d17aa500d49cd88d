import type { ApiDocument } from '../contract/api-document';
import { allIssuers, type ProxyDocument } from '../contract/proxy-document';
import type { ProvisionDocument, ReleaseDocument } from '../contract/registry-records';
import { generateSchema } from './cedar-schema';
import { DependencyFault, type ReleaseRegistry } from './ports';
import type { ReleaseContentResult } from './release-content';

/**
 * Makes a release's content of one that was published before, for a rollback whose declarations are not at hand.
 *
 * @param digest of the declarations that are to be in force again.
 */
export async function contentOfRelease(
  registry: Pick<ReleaseRegistry, 'readDocument' | 'readReleaseIndex'>,
  digest: string,
): Promise<ReleaseContentResult> {
  const hash = await registry.readReleaseIndex(digest);
  if (hash === undefined) {
    return {
      ok: false,
      problems: [
        `The declarations beside the code are not those of digest ${digest.slice(0, 64)}, and no release was published from these. Deploy the stack again.`,
      ],
    };
  }
  return await contentOfStored(registry, (await readStored(registry, hash)) as ReleaseDocument);
}

/** A stored release's content as the proxy's own app declared it, without what others attached. */
export async function contentOfStored(
  registry: Pick<ReleaseRegistry, 'readDocument'>,
  stored: ReleaseDocument,
): Promise<ReleaseContentResult> {
  const named = stored.base === undefined ? stored : ((await readStored(registry, stored.base)) as ReleaseDocument);
  const { version, declarations, schema, policies, users: declaredUsers } = named;
  const release = {
    version,
    declarations,
    schema,
    proxy: named.proxy,
    apis: named.apis,
    policies,
    tenants: named.tenants,
    users: declaredUsers,
    provision: named.provision,
  };
  const proxy = (await readStored(registry, release.proxy)) as ProxyDocument;
  const apis = (await readAll(registry, Object.values(release.apis))) as ApiDocument[];
  const provision = (await readAll(registry, release.provision)) as ProvisionDocument[];
  const generated = generateSchema({
    apis,
    claims: allIssuers(proxy).flatMap((issuer) => issuer.claims),
    keepsAnswers: proxy.answerTtlSeconds !== undefined,
  });
  if (!generated.ok || generated.schema.digest !== release.schema) {
    return {
      ok: false,
      problems: ['The release of these declarations was published by another version. Deploy the stack again.'],
    };
  }
  const tenants = provision.flatMap((document) => document.tenants);
  const users = provision.flatMap((document) => document.users);
  return { ok: true, content: { release, schema: generated.schema, tenants, users, documents: [] } };
}

/** @throws DependencyFault `corrupt` where it is not there. */
export async function readStored(registry: Pick<ReleaseRegistry, 'readDocument'>, hash: string): Promise<unknown> {
  const document = await registry.readDocument(hash);
  if (document === undefined) {
    throw new DependencyFault('registry', 'corrupt', `The registry does not hold the document ${hash}.`);
  }
  return document;
}

function readAll(registry: Pick<ReleaseRegistry, 'readDocument'>, hashes: readonly string[]): Promise<unknown[]> {
  return Promise.all(hashes.map((hash) => readStored(registry, hash)));
}
