import { existsSync } from 'node:fs';
import path from 'node:path';
import { tokenIssuers } from '../lambda/contract/proxy-document';
import { startEchoUpstream } from '../local/services/echo-upstream';
import { startIssuer } from '../local/services/issuer';
import type { ServiceCallObserver } from '../local/permissions/service-call';
import { startTwin, type Twin } from '../local/twin';
import { CommandError } from './command-error';
import { TWIN_MESSAGES as MESSAGES } from './messages/twin-messages';
import { readOperationsOutputs } from './connection/choose-proxy';
import type { TwinConnection } from './connection/twin-connection';
import { type DeclaredGateway, readDeclaredGateway } from './declared-gateway';
import { makeExamples } from './examples';
import { fillIssuerSecrets } from './fill-issuer-secrets';
import { fillSecrets } from './fill-secrets';
import type { DescribedApi, GatewayDescription } from './gateway-description';
import { issuerOverride, readIssuers } from './issuer-override';
import { mintTokens } from './mint-tokens';
import { parseHttpUrl, parseNamedValues } from './named-values';
import { predictCalls } from './predicted-calls';

export interface LocalGatewayOptions {
  readonly assembly: string;
  readonly port: number;
  /** `NAME=URL` each. */
  readonly upstreams: readonly string[];
  readonly issuers: readonly string[];
  /** `NAME=FILE` each. */
  readonly secrets: readonly string[];
  /** Whether secrets without a value get one that means nothing outside. */
  readonly fillSecrets: boolean;
  readonly dataDir?: string;
  /** Role that commands on this twin are held to. @default - none: they may do everything */
  readonly operatorRole?: string;
  /** Whether API Gateway's own API has AWS's rates. @default false */
  readonly controlPlaneRates?: boolean;
  readonly onNotice: (text: string) => void;
  readonly onLog: (line: string) => void;
  /** Every call of an AWS service that the functions made. */
  readonly onServiceCall?: ServiceCallObserver;
}

/** A running twin with what the product adds: issuer, upstreams, secrets, and tokens for its users. */
export interface LocalGateway {
  readonly description: GatewayDescription;
  readonly twin: Twin;
  stop(): Promise<void>;
}

/** @throws CommandError, or the twin's own one-line errors; nothing is left running then. */
export async function startLocalGateway(options: LocalGatewayOptions): Promise<LocalGateway> {
  if (!existsSync(path.join(options.assembly, 'manifest.json'))) {
    throw new CommandError(MESSAGES.noAssembly(options.assembly));
  }
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) {
      await close();
    }
  };
  try {
    return await start(options, closers, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: LocalGatewayOptions,
  closers: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<LocalGateway> {
  const real = await readIssuers(options.issuers);
  const override = issuerOverride(real);
  const twin = await startTwin({
    assembly: options.assembly,
    port: options.port,
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    controlPlaneRates: options.controlPlaneRates ?? false,
    customResourceProperties: override.properties,
    // The functions refuse the header themselves, wherever API Gateway would act on it.
    choices: { methodOverride: 'IGNORE' },
    onNotice: options.onNotice,
    onLog: (_group, line) => options.onLog(line),
    ...(options.onServiceCall === undefined ? {} : { onServiceCall: options.onServiceCall }),
  });
  closers.push(() => twin.stop());
  const declared = readDeclaredGateway(twin.functions, override.values());
  override.assertUsed();

  const issuer = await startIssuer({ clock: twin.clock });
  closers.push(() => issuer.stop());
  for (const { id, jwksUri } of declared.declarations.proxy.issuers) {
    twin.setEgress(jwksUri, real.get(id)?.jwksUri ?? `${issuer.url}/.well-known/jwks.json`);
  }

  const { opaqueIssuers = [] } = declared.declarations.proxy;
  for (const { introspectionUrl } of opaqueIssuers) {
    twin.setEgress(introspectionUrl, `${issuer.url}/introspect`);
  }

  const names = declared.apis.map(({ document }) => document.api);
  const upstreams = parseNamedValues('--upstream', options.upstreams, names);
  const echo = await startEchoUpstream();
  closers.push(() => echo.stop());
  const apis = declared.apis.map(({ document, environment }): DescribedApi => {
    const given = upstreams.get(document.api);
    const served = given === undefined ? echo.url : parseHttpUrl('--upstream', given);
    twin.setEgress(new URL(environment.upstreamUrl).origin, served);
    return {
      name: document.api,
      url: `${twin.url}/${document.api}`,
      upstream: { declared: environment.upstreamUrl, served },
      secretArn: environment.secretArn ?? null,
      routes: document.routes.map(({ method, path: template, action }) => ({ method, path: template, action })),
    };
  });

  if (options.fillSecrets) {
    await fillIssuerSecrets(twin, opaqueIssuers);
  }
  await fillSecrets(twin, declared.apis, parseNamedValues('--secret', options.secrets, names), options);
  const users = await mintTokens(twin, declared);
  const description = {
    url: twin.url,
    issuer: {
      url: issuer.url,
      tokenEndpoint: `${issuer.url}/token`,
      issuers: tokenIssuers(declared.declarations.proxy).map((declaredIssuer) => ({
        name: declaredIssuer.id,
        issuer: declaredIssuer.issuer,
        audiences: declaredIssuer.audiences,
      })),
    },
    users,
    apis,
    endpoints: { dynamodb: twin.endpoints.dynamodb, secretsManager: twin.endpoints.secretsManager },
    connection: connectionOf(twin, options.operatorRole),
    examples: makeExamples({
      url: twin.url,
      calls: await predictCalls(declared.declarations),
      tokens: new Map(users.map(({ tenant, id, token }) => [`${tenant}/${id}`, token])),
      echoed: echoedApis(declared, upstreams, options.fillSecrets),
      plans: twin.usagePlans,
    }),
  };
  return { description, twin, stop };
}

function connectionOf(twin: Twin, role: string | undefined): TwinConnection {
  const { region, endpoints, outputs } = twin;
  const values = Object.values(outputs).flatMap((ofStack) => Object.values(ofStack));
  const credentials = role === undefined ? undefined : twin.assumeRole(role);
  if (role !== undefined && credentials === undefined) {
    throw new CommandError(MESSAGES.noRole(role));
  }
  return {
    version: 1,
    pid: process.pid,
    region,
    endpoints,
    ...(role !== undefined && credentials !== undefined && { operator: { role, credentials } }),
    proxies: readOperationsOutputs(values),
  };
}

/** APIs whose calls the built-in upstream answers: it needs their secrets filled. */
function echoedApis(
  declared: DeclaredGateway,
  upstreams: ReadonlyMap<string, string>,
  filled: boolean,
): ReadonlySet<string> {
  return new Set(
    declared.apis
      .filter(({ environment }) => filled || environment.secretArn === undefined)
      .map(({ document }) => document.api)
      .filter((api) => !upstreams.has(api)),
  );
}
