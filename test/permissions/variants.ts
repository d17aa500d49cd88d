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
  CredentialSecret,
  PolicyText,
  ProtectedApi,
  type ProtectedApiProps,
  ProxyUser,
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

/** Users of one release of the app with a customer's keys. */
export interface Release {
  /** Plan by user; a user without one is not declared. */
  readonly plans: Readonly<Record<string, 'steady' | 'swift'>>;
}

/** Everything that can be encrypted is, with keys of the customer's own. */
export function customerKeys({ plans }: Release): Variant {
  return (stack) => {
    const encryptionKey = new kms.Key(stack, 'Key');
    const proxy = new AccessProxy(stack, 'Proxy', {
      registry: { ...registry, encryptionKey },
      auditLog: { encryptionKey },
      usagePlans: { steady: {}, swift: {} },
    });
    proxy.addTenant('acme', { usagePlan: 'steady' });
    const secret = CredentialSecret.created({ encryptionKey, removalPolicy: RemovalPolicy.DESTROY });
    apiOf(stack, proxy, { credential: UpstreamCredential.bearer(secret) });
    openTo(stack, proxy);
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

/** Of the upstream's secret only the name is known. */
const secretByName: Variant = (stack) => {
  const proxy = new AccessProxy(stack, 'Proxy', { registry, usagePlans: { steady: {} } });
  const existing = new secretsmanager.CfnSecret(stack, 'Existing', {
    name: 'shop/token',
    secretString: 'of-the-upstream',
  });
  const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'Named', existing.name as string);
  apiOf(stack, proxy, { credential: UpstreamCredential.bearer(CredentialSecret.existing(secret)) });
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
  'secret by name': secretByName,
  'network and traces': networkAndTraces,
  least,
} as const satisfies Readonly<Record<string, Variant>>;

/** @returns the cloud assembly's folder; the stack is called `Variant`. */
export function synthesizeVariant(variant: Variant): string {
  const app = new App({ outdir: mkdtempSync(path.join(os.tmpdir(), 'gatehouse-variant-')), analyticsReporting: false });
  variant(new Stack(app, 'Variant'));
  return app.synth().directory;
}
