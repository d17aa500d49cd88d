import type { CustomResourcePropertiesOverride } from '../local/assembly/resource-type';
import { CommandError } from './command-error';
import { TWIN_MESSAGES as MESSAGES } from './messages/twin-messages';
import { parseHttpUrl } from './named-values';

/** A real OIDC issuer, as its own discovery document describes it. */
export interface RealIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
}

/** How long a discovery document may take, in milliseconds. */
const DISCOVERY_TIMEOUT_MS = 5_000;

/**
 * Reads `--issuer NAME=URL` options and each issuer's discovery document.
 *
 * @see OpenID Connect Discovery 1.0, section 4
 */
export async function readIssuers(given: readonly string[]): Promise<ReadonlyMap<string, RealIssuer>> {
  const issuers = new Map<string, RealIssuer>();
  for (const pair of given) {
    const at = pair.indexOf('=');
    if (at < 1) {
      throw new CommandError(MESSAGES.issuerForm(pair));
    }
    const base = parseHttpUrl('--issuer', pair.slice(at + 1));
    issuers.set(pair.slice(0, at), await discover(base));
  }
  return issuers;
}

async function discover(base: string): Promise<RealIssuer> {
  const url = `${base}/.well-known/openid-configuration`;
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS) });
    const { issuer, jwks_uri: jwksUri } = (await answer.json()) as { issuer?: unknown; jwks_uri?: unknown };
    if (typeof issuer === 'string' && typeof jwksUri === 'string') {
      return { issuer, jwksUri };
    }
  } catch {
    // What went wrong matters less than what to do about it.
  }
  throw new CommandError(MESSAGES.noDiscovery(base, url));
}

/** Puts real issuers in place of declared ones, where the registrar is told deploy-time values. */
export function issuerOverride(real: ReadonlyMap<string, RealIssuer>): {
  readonly properties: CustomResourcePropertiesOverride;
  /** What the registrar was told. */
  readonly values: () => Readonly<Record<string, string>>;
  /** @throws CommandError where a real issuer names none that is declared. */
  readonly assertUsed: () => void;
} {
  let told: Readonly<Record<string, string>> = {};
  const key = (name: string): string => `issuer/${name}/issuer`;
  return {
    properties: (_logicalId, properties) => {
      const values = properties['Values'] as Readonly<Record<string, string>> | undefined;
      if (values === undefined) {
        return properties;
      }
      const changed = [...real].filter(([name]) => Object.hasOwn(values, key(name)));
      told = { ...values, ...Object.fromEntries(changed.map(([name, { issuer }]) => [key(name), issuer])) };
      return { ...properties, Values: told };
    },
    values: () => told,
    assertUsed: () => {
      const declared = Object.keys(told).flatMap((name) => /^issuer\/(.+)\/issuer$/.exec(name)?.[1] ?? []);
      for (const name of real.keys()) {
        if (!declared.includes(name)) {
          throw new CommandError(MESSAGES.unknownName('--issuer', name, declared));
        }
      }
    },
  };
}
