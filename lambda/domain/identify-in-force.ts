import type { ProxyDocument } from '../contract/proxy-document';
import type { GlobalRecord } from '../contract/registry-records';
import type { ReasonCode } from '../contract/reason';
import { digestApiKey } from './api-key';
import type { Credential } from './credential';
import { DecisionFault } from './decision-fault';
import { identifyCertificate } from './identify-certificate';
import {
  type Identification,
  type IdentityPorts,
  identifyApiKey,
  identifyJwt,
  identifyOpaque,
  identifyProxyToken,
} from './identity';
import type { KnownJwts } from './known-jwts';
import { isOpaque } from './opaque-token';
import type { RegistryReader, RegistrySnapshot } from './ports';
import type { Premise } from './premise';
import type { IdentifiedSubject } from './principal';
import type { ReleaseCache } from './release-cache';
import { apiKeyReference } from './reference';
import { requireGlobal } from './require-global';

export interface IdentificationPorts extends IdentityPorts {
  readonly registry: RegistryReader;
  readonly releases: ReleaseCache;
  readonly jwts: KnownJwts;
}

export type IdentificationInForce =
  | {
      readonly ok: true;
      readonly subject: IdentifiedSubject;
      readonly snapshot: RegistrySnapshot;
      readonly global: GlobalRecord;
      /** What all this rests on; left out = on something that must be asked for anew each time. */
      readonly premises?: readonly Premise[];
    }
  | { readonly ok: false; readonly reason: ReasonCode; readonly credential: string };

/** A release may change while a token is being looked at, and once more: a third time is a fault. */
const ROUNDS = 3;

/**
 * Identifies the bearer of a credential and reads its records. An issuer's token, or certificate, is verified by the
 * issuers of the very release that its snapshot names, so an issuer that was removed opens nothing and a new one is known.
 *
 * @throws DependencyFault, DecisionFault
 */
export async function identifyInForce(
  credential: Credential,
  ports: IdentificationPorts,
): Promise<IdentificationInForce> {
  if (credential.kind === 'proxyToken') {
    const subject = identifyProxyToken(credential);
    const snapshot = await ports.registry.snapshot(subject.keys);
    const global = requireGlobal(snapshot.global);
    return { ok: true, subject, snapshot, global, ...premisesOf(ports, snapshot, []) };
  }
  if (credential.kind === 'apiKey') {
    return await identifyKey(credential.text, ports);
  }
  const identify = identifierOf(credential, ports);
  if (typeof identify === 'string') {
    return { ok: false, reason: identify, credential: 'jwt' };
  }
  let release = await ports.releases.current();
  for (let round = 0; round < ROUNDS; round += 1) {
    const identification = await identify(release.proxy);
    if (!identification.ok) {
      const newer = await ports.releases.newer();
      if (newer.hash === release.hash) {
        return { ...identification, credential: identification.credential ?? 'jwt' };
      }
      release = newer;
      continue;
    }
    const { subject } = identification;
    const snapshot = await ports.registry.snapshot(subject.keys);
    const global = requireGlobal(snapshot.global);
    if (global.release === release.hash) {
      return { ok: true, subject, snapshot, global, ...premisesOf(ports, snapshot, identification.premises) };
    }
    release = await ports.releases.load(global.release);
  }
  throw new DecisionFault(
    'release_mismatch',
    'The release in force keeps changing. Try again when the deploy is over.',
  );
}

/** @returns how to identify the bearer by a release; a reason where no release could, before anything is read. */
function identifierOf(
  credential: Exclude<Credential, { kind: 'proxyToken' | 'apiKey' }>,
  ports: IdentificationPorts,
): ((proxy: ProxyDocument) => Promise<Identification>) | ReasonCode {
  if (credential.kind === 'certificate') {
    return async (proxy) => identifyCertificate(credential.pem, proxy, ports.clock.now());
  }
  const { text } = credential;
  if (isOpaque(text)) {
    return (proxy) => identifyOpaque(text, proxy, ports);
  }
  const form = ports.jwts.parse(text);
  if (!form.ok) {
    return form.reason;
  }
  return async (proxy) => {
    const identification = await identifyJwt(form.jwt, proxy, ports);
    if (identification.ok) {
      ports.jwts.remember(form.jwt);
    }
    return identification;
  };
}

function premisesOf(
  { registry }: Pick<IdentificationPorts, 'registry'>,
  snapshot: RegistrySnapshot,
  others: readonly Premise[] | undefined,
): { readonly premises?: readonly Premise[] } {
  const premise = others && registry.premiseOf?.(snapshot);
  return premise === undefined ? {} : { premises: [premise, ...(others as readonly Premise[])] };
}

/** A key may have come to another user since the container looked it up: then it is looked up once more. */
async function identifyKey(text: string, ports: IdentificationPorts): Promise<IdentificationInForce> {
  const refused = { ok: false, reason: 'credential_malformed', credential: 'apiKey' } as const;
  if (!isAccepted(await ports.releases.current()) && !isAccepted(await ports.releases.newer())) {
    return refused;
  }
  const ref = apiKeyReference(digestApiKey(text));
  let found = await lookUp(text, ref, ports, false);
  if (isElsewhere(found)) {
    found = await lookUp(text, ref, ports, true);
  }
  const global = requireGlobal(found.snapshot.global);
  return isAccepted(await ports.releases.load(global.release)) ? { ok: true, ...found, global } : refused;
}

async function lookUp(text: string, ref: string, { registry }: IdentificationPorts, anew: boolean) {
  const subject = identifyApiKey(text, ref, await registry.ownerOfApiKey(ref, anew));
  return { subject, snapshot: await registry.snapshot(subject.keys) };
}

function isElsewhere({ subject, snapshot: { apiKey } }: Awaited<ReturnType<typeof lookUp>>): boolean {
  const { tenantRef, userRef } = subject.keys;
  return apiKey !== undefined && (apiKey.tenantRef !== tenantRef || apiKey.userRef !== userRef);
}

function isAccepted({ proxy }: { readonly proxy: ProxyDocument }): boolean {
  return proxy.apiKeysAsCredential === true;
}
