import type { Declarations, TenantDeclaration, UserDeclaration } from '../contract/declarations';
import type { PolicyProblem } from '../contract/policy-check';
import { allIssuers } from '../contract/proxy-document';
import type { ProvisionDocument, ReleaseDocument } from '../contract/registry-records';
import type { PolicySchema } from './cedar-schema';
import { authorityProblems } from './certificate-authority';
import { declarationProblems } from './declared-check';
import { DOCUMENT_LIMIT_BYTES, documentOf, isTooLarge, type StoredDocument } from './document';
import { checkPolicies } from './policy-check';
import { GLOBAL_SET } from './policy-set';

/** Everything that a release says, except for what earlier ones left behind. */
export interface ReleaseContent {
  /** The release without what is retired by it. */
  readonly release: Omit<ReleaseDocument, 'retired' | 'owner'>;
  readonly schema: PolicySchema;
  readonly tenants: readonly TenantDeclaration[];
  readonly users: readonly UserDeclaration[];
  /** What must be stored before the release is. */
  readonly documents: readonly StoredDocument[];
}

export type ReleaseContentResult =
  | { readonly ok: true; readonly content: ReleaseContent }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Users a document of theirs. */
const USERS_PER_DOCUMENT = 500;

/**
 * Makes a release's content of declarations.
 *
 * @param digest of the declarations. @param declared with its placeholders resolved.
 */
export function contentOfDeclarations(digest: string, declared: Declarations): ReleaseContentResult {
  const checked = checkPolicies({
    ...declared,
    claims: allIssuers(declared.proxy).flatMap((issuer) => issuer.claims),
    keepsAnswers: declared.proxy.answerTtlSeconds !== undefined,
  });
  const problems = [...declarationProblems(declared), ...authorityProblems(declared.proxy)];
  if (!checked.ok) {
    return { ok: false, problems: [...problems, ...checked.problems.map(sentenceOf)] };
  }
  const { schema, sets } = checked;
  const proxy = documentOf(declared.proxy);
  const apis = declared.apis.map((api) => [api.api, documentOf(api)] as const);
  const tenants = allTenants(declared);
  const provision = provisionDocuments(tenants, declared.users);
  const documents = [
    proxy,
    ...apis.map(([, document]) => document),
    ...[...sets.values()].flatMap(({ manifest, slices }) => [...slices, manifest]),
    ...provision,
  ];
  problems.push(...documents.filter(isTooLarge).map(sizeProblem));
  const release = {
    version: 1 as const,
    declarations: digest,
    schema: schema.digest,
    proxy: proxy.hash,
    apis: Object.fromEntries(apis.map(([api, { hash }]) => [api, hash])),
    policies: Object.fromEntries([...sets].map(([set, { manifest }]) => [set, manifest.hash])),
    tenants: tenants.map(({ tenant }) => tenant),
    users: declared.users.map(({ tenant, user, federated }) => ({ tenant, user, ...(federated && { federated }) })),
    provision: provision.map(({ hash }) => hash),
  };
  return problems.length === 0
    ? { ok: true, content: { release, schema, tenants, users: declared.users, documents } }
    : { ok: false, problems };
}

/** Declared tenants, and those that only users name. */
function allTenants({ tenants, users }: Pick<Declarations, 'tenants' | 'users'>): TenantDeclaration[] {
  const declared = new Map([...users, ...tenants].map(({ tenant }) => [tenant, { tenant } as TenantDeclaration]));
  for (const tenant of tenants) {
    declared.set(tenant.tenant, tenant);
  }
  return [...declared.values()];
}

function provisionDocuments(
  tenants: readonly TenantDeclaration[],
  users: readonly UserDeclaration[],
): StoredDocument[] {
  const chunks = Array.from({ length: Math.ceil(users.length / USERS_PER_DOCUMENT) }, (_, index) =>
    users.slice(index * USERS_PER_DOCUMENT, (index + 1) * USERS_PER_DOCUMENT),
  );
  const documents: ProvisionDocument[] = [
    { version: 1, tenants, users: [] },
    ...chunks.map((chunk) => ({ version: 1 as const, tenants: [], users: chunk })),
  ];
  return documents.map(documentOf);
}

/** @returns why a document cannot be stored: it starts with what it is. */
export function sizeProblem({ body }: StoredDocument): string {
  const start = body.slice(0, 60);
  return `The document ${start}… has ${Buffer.byteLength(body)} bytes; allowed: ${DOCUMENT_LIMIT_BYTES}. Declare less in one proxy.`;
}

function sentenceOf({ policy, message, line, column, remedy }: PolicyProblem): string {
  const place = line === undefined ? '' : `:${line}:${column}`;
  return `${policy === GLOBAL_SET ? '' : `Policy ${policy}${place}: `}${message} ${remedy}`;
}
