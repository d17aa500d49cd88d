import type { AuditRecord } from '../lambda/contract/audit-record';
import { tenantKey, type UserRecord } from '../lambda/contract/registry-records';
import type { CedarValue } from '../lambda/domain/cedar';
import { evaluatePolicySet } from '../lambda/domain/cedar';
import { findUser } from '../lambda/domain/manage/find-user';
import { askHypothetically, type HypotheticalAnswer } from '../lambda/domain/manage/hypothetical';
import { tenantReference } from '../lambda/domain/reference';
import { readStored } from '../lambda/domain/restored-content';
import { isPlainObject } from '../lambda/domain/shape';
import { parseAuditLine } from './audit-line';
import { CommandError } from './command-error';
import type { Gateway } from './connection/gateway';
import { parseDuration } from './duration';
import { granteeOf } from './grantee';
import { TOKEN_MESSAGES } from './messages/token-messages';
import { WHY_MESSAGES } from './messages/why-messages';

/**
 * The decision of an id, from the proxy's audit log group.
 *
 * @param id of the request, or what the client got as `X-Request-Id`. @param since how far back to look, as `24h`.
 * @throws CommandError where there is none.
 */
export async function findDecision({ ports }: Gateway, id: string, since: string): Promise<AuditRecord> {
  const start = ports.clock.now() - parseDuration('--since', since, '365d') * 1000;
  const pattern = `"${id.replace(/["\\]/g, '')}"`;
  for await (const line of ports.audit.search(pattern, start)) {
    const record = parseAuditLine(line);
    const { unmapped: detail } = record ?? {};
    if (record !== undefined && detail?.event === 'decision' && [detail.id, detail.extendedRequestId].includes(id)) {
      return record;
    }
  }
  throw new CommandError(WHY_MESSAGES.noDecision(id.slice(0, 128), since));
}

/** A question as it is asked on the command line. */
export interface AskedQuestion {
  /** `tenant/user`, or `tenant/issuer|subject`. */
  readonly user: string;
  /** `api:Action`. */
  readonly action: string;
  /** Route key. */
  readonly resource: string;
  /** JSON text. */
  readonly context?: { readonly file: string; readonly text: string };
}

/** @throws CommandError where the question is about nothing that is deployed. */
export async function askDeployed(
  { ports }: Gateway,
  { user: given, action: id, resource, context }: AskedQuestion,
): Promise<Extract<HypotheticalAnswer, { ok: true }>> {
  const [, api, action] = /^([^:]+):([^:]+)$/.exec(id) ?? [];
  if (api === undefined || action === undefined) {
    throw new CommandError(TOKEN_MESSAGES.badAction(id));
  }
  const { managed } = ports;
  const whom = await granteeOf(managed, given);
  const user = await userOf(whom, async () => (await findUser(managed, whom)).record);
  const answer = await askHypothetically(
    {
      readGlobal: () => managed.readGlobal(),
      document: (hash) => readStored(managed, hash),
      evaluate: evaluatePolicySet,
    },
    {
      user,
      tenant: (await managed.readTenant(tenantKey(tenantReference(user.tenant)))) ?? { policies: {} },
      api,
      action,
      route: resource,
      context: context === undefined ? {} : parseContext(context.file, context.text),
      now: ports.clock.now(),
    },
  );
  if (!answer.ok) {
    throw new CommandError(WHY_MESSAGES.notAsked(answer.problem));
  }
  return answer;
}

/** A subject without a record has the roles that its token says, which nobody knows here: none. */
async function userOf(
  { tenant, user, federated }: Awaited<ReturnType<typeof granteeOf>>,
  find: () => Promise<UserRecord>,
): Promise<Pick<UserRecord, 'tenant' | 'user' | 'roles' | 'grants'>> {
  try {
    const { roles, grants } = await find();
    return { tenant, user, roles, ...(grants === undefined ? {} : { grants }) };
  } catch (refusal) {
    if (federated === undefined) {
      throw refusal;
    }
    return { tenant, user, roles: [] };
  }
}

function parseContext(file: string, text: string): Readonly<Record<string, CedarValue>> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isPlainObject(parsed)) {
      return parsed as Readonly<Record<string, CedarValue>>;
    }
  } catch {
    // Whatever is wrong with it, the remedy is the same.
  }
  throw new CommandError(WHY_MESSAGES.badContext(file));
}
