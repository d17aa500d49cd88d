import { type Command, Option } from 'commander';
import { USER_KINDS, type UserKind } from '../lambda/contract/declarations';
import type { OperationsOutput } from '../lambda/contract/operations-output';
import { termProblems } from '../lambda/domain/manage/term-problems';
import type { UserName } from '../lambda/domain/manage/manage-user';
import type { UserTerms } from '../lambda/domain/user-terms';
import { CommandError } from './command-error';
import { PLAN_MESSAGES } from './messages/plan-messages';
import { USER_MESSAGES } from './messages/user-messages';

/** What may be said of a user on the command line. */
export interface UserOptions {
  readonly role?: readonly string[];
  readonly plan?: string;
  readonly metering?: 'own' | 'tenant';
  readonly owner?: string;
  readonly purpose?: string;
  readonly expires?: string;
  readonly kind?: UserKind;
  readonly source?: readonly string[];
  readonly issuer?: string;
  readonly subject?: string;
}

/** Collects an option that may be given several times. */
export function repeated(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Declares what is said of a user in any command. */
export function addUserOptions(command: Command): Command {
  return command
    .option('--plan <name>', 'usage plan of the user’s own key')
    .addOption(new Option('--metering <whose>', 'whose key meters it').choices(['own', 'tenant']))
    .option('--owner <text>', 'whom to ask about it')
    .option('--purpose <text>', 'what it is for')
    .option('--expires <instant>', 'when it stops being let in, as 2027-01-31T00:00:00Z')
    .addOption(new Option('--kind <kind>', 'what it stands for').choices([...USER_KINDS]))
    .option('--source <cidr>', 'where its requests come from, IPv4 or IPv6; repeatable', repeated);
}

/** `tenant/user`. @throws CommandError */
export function parseUserName(given: string): UserName {
  const [, tenant, user] = /^([^/]+)\/(.+)$/.exec(given) ?? [];
  if (tenant === undefined || user === undefined) {
    throw new CommandError(USER_MESSAGES.badName(given));
  }
  return { tenant, user };
}

/** @returns the id of a plan. @throws CommandError where there is none of that name. */
export function planIdOf({ plans }: OperationsOutput, name: string): string {
  const id = Object.hasOwn(plans, name) ? plans[name] : undefined;
  if (id === undefined) {
    throw new CommandError(PLAN_MESSAGES.unknownPlan(name, Object.keys(plans)));
  }
  return id;
}

/** @returns what is said of a new user. @throws CommandError where it is wrong or too little. */
export function parseUserTerms(name: UserName, options: UserOptions, facts: OperationsOutput): UserTerms {
  const { plan, metering, role: roles = [], expires, source, issuer, subject, owner, purpose, kind } = options;
  if (plan !== undefined && metering === 'tenant') {
    throw new CommandError(USER_MESSAGES.planAndTenant());
  }
  if (plan === undefined && metering !== 'tenant') {
    throw new CommandError(USER_MESSAGES.noPlan(Object.keys(facts.plans)));
  }
  if ((issuer === undefined) !== (subject === undefined)) {
    throw new CommandError(USER_MESSAGES.halfSubject());
  }
  const terms: UserTerms = {
    ...name,
    roles,
    ...(plan === undefined ? {} : { planId: planIdOf(facts, plan) }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
    ...(owner === undefined ? {} : { owner }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(kind === undefined ? {} : { kind }),
    ...(source === undefined ? {} : { sources: source }),
    ...(issuer === undefined || subject === undefined ? {} : { federated: { issuerId: issuer, subject } }),
  };
  assertTerms(terms);
  return terms;
}

/** @throws CommandError that names all that is wrong. */
export function assertTerms(terms: UserTerms): void {
  const problems = termProblems(terms);
  if (problems.length > 0) {
    throw new CommandError(USER_MESSAGES.badTerms(problems));
  }
}
