import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  App,
  aws_ec2 as ec2,
  aws_kms as kms,
  aws_secretsmanager as secretsmanager,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import {
  AccessPolicy,
  AccessProxy,
  Audience,
  ClaimValue,
  CredentialSecret,
  Issuer,
  PolicyText,
  ProtectedApi,
  type ProtectedApiProps,
  ProxyUser,
  SenderConstraint,
  UpstreamCredential,
} from '../../lib';

/** Makes one app that differs from the sample in what its roles need. */
export type Variant = (stack: Stack) => void;

const registry = { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false };
const POLICY = 'permit (principal in Gatehouse::Role::"caller", action, resource);';

function openTo(stack: Stack, proxy: AccessProxy): void {
  new AccessPolicy(stack, 'Policy', { proxy, policies: PolicyText.inline(POLICY) });
}

function apiOf(stack: Stack, proxy: AccessProxy, props: Partial<ProtectedApiProps> = {}): void {
  new ProtectedApi(stack, 'Shop', {
    proxy,
    name: 'shop',
    upstream: 'https://shop.example.com',
    credential: UpstreamCredential.none(),
    routes: [{ method: 'GET', path: '/{item}', action: 'Read' }],
    ...props,
  });
}

export const ASKED_ISSUER = { issuer: 'https://asked.example.com', audience: 'shop' };

/** Is asked about each of its tokens, with the proxy's own secret there. Bound tokens of its come with a proof. */
function askedIssuer(clientSecret: CredentialSecret): Issuer {
  return Issuer.introspection({
    name: 'asked',
    issuerUrl: ASKED_ISSUER.issuer,
    introspectionUrl: `${ASKED_ISSUER.issuer}/introspect`,
    clientId: 'gatehouse',
    clientSecret,
    audience: Audience.of(ASKED_ISSUER.audience),
    tenant: ClaimValue.fixed('acme'),
    roles: ClaimValue.fixed('caller'),
    senderConstraint: SenderConstraint.whereBound(),
  });
}

/** Users of one release of the app with a customer's keys. */
export interface Release {
  /** Plan by user; a user without one is not declared. */
  readonly plans: Readonly<Record<string, 'steady' | 'swift'>>;
  /** Whether an app of its own has attached an API. @default false */
  readonly joined?: boolean;
}

/** Everything that can be encrypted is, with keys of the customer's own. */
export function customerKeys({ plans, joined = false }: Release): Variant {
  return (stack) => {
    const encryptionKey = new kms.Key(stack, 'Key');
    const created = { encryptionKey, removalPolicy: RemovalPolicy.DESTROY };
    const proxy = new AccessProxy(stack, 'Proxy', {
      registry: { ...registry, encryptionKey },
      issuers: [askedIssuer(CredentialSecret.created(created))],
      auditLog: { encryptionKey },
      usagePlans: { steady: {}, swift: {} },
    });
    proxy.addTenant('acme', { usagePlan: 'steady' });
    apiOf(stack, proxy, { credential: UpstreamCredential.bearer(CredentialSecret.created(created)) });
    openTo(stack, proxy);
    if (joined) {
      joinedBy(new Stack(stack.node.root as App, 'Joined'), proxy, encryptionKey);
    }
    for (const [userName, usagePlan] of Object.entries(plans)) {
      new ProxyUser(stack, `User-${userName}`, {
        proxy,
        tenant: 'acme',
        userName,
        roles: ['caller'],
        usagePlan,
        ...(userName === 'first' ? { firstToken: true, firstTokenEncryptionKey: encryptionKey } : {}),
      });
    }
  };
}

/** An app of its own attaches an API to a proxy whose registry is under a customer's key. */
function joinedBy(stack: Stack, { restApi, authorizerId, tableName, auditLogGroupName }: AccessProxy, key: kms.IKey) {
  const proxy = AccessProxy.fromAttributes(stack, 'Proxy', {
    restApiId: restApi.restApiId,
    restApiName: restApi.restApiName,
    rootResourceId: restApi.restApiRootResourceId,
    authorizerId,
    tableName,
    auditLogGroupName,
    registryKeyArn: key.keyArn,
  });
  new ProtectedApi(stack, 'Joined', {
    proxy,
    name: 'joined',
    upstream: 'https://joined.example.com',
    credential: UpstreamCredential.none(),
    routes: [{ method: 'GET', path: '/{item}', action: 'Read' }],
  });
}

/** A secret of which only the name is known. */
function namedSecret(stack: Stack, id: string, name: string): CredentialSecret {
  const existing = new secretsmanager.CfnSecret(stack, id, { name, secretString: `of-${name}` });
  return CredentialSecret.existing(
    secretsmanager.Secret.fromSecretNameV2(stack, `${id}-named`, existing.name as string),
  );
}

/** Of the upstream's secret, and of the one at the issuer, only the name is known. */
const secretByName: Variant = (stack) => {
  const proxy = new AccessProxy(stack, 'Proxy', {
    registry,
    issuers: [askedIssuer(namedSecret(stack, 'AtIssuer', 'asked/client'))],
    usagePlans: { steady: {} },
  });
  proxy.addTenant('acme', { usagePlan: 'steady' });
  apiOf(stack, proxy, { credential: UpstreamCredential.bearer(namedSecret(stack, 'Upstream', 'shop/token')) });
  openTo(stack, proxy);
  new ProxyUser(stack, 'User', { proxy, tenant: 'acme', userName: 'any', roles: ['caller'], usagePlan: 'steady' });
};

/** Functions in a network, traced. */
const networkAndTraces: Variant = (stack) => {
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  const proxy = new AccessProxy(stack, 'Proxy', { registry, vpc, tracing: true, usagePlans: { steady: {} } });
  apiOf(stack, proxy, { vpc });
};

/** Nothing that could be left out. */
const least: Variant = (stack) => apiOf(stack, new AccessProxy(stack, 'Proxy', { registry }));

export const VARIANTS = {
  'customer keys': customerKeys({ plans: { first: 'steady', second: 'steady' } }),
  'customer keys, joined': customerKeys({ plans: { first: 'steady' }, joined: true }),
  'secret by name': secretByName,
  'network and traces': networkAndTraces,
  least,
} as const satisfies Readonly<Record<string, Variant>>;

/** @returns the cloud assembly's folder; the stack is called `Variant`, that of an app that joined it `Joined`. */
export function synthesizeVariant(variant: Variant): string {
  const app = new App({ outdir: mkdtempSync(path.join(os.tmpdir(), 'gatehouse-variant-')), analyticsReporting: false });
  variant(new Stack(app, 'Variant'));
  return app.synth().directory;
}
