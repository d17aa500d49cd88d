import type { PolicySlice } from '../contract/registry-records';
import type { CedarValue } from './cedar';
import { isPlainObject } from './shape';

/**
 * Attributes of the context that policies name: each with `*` where it is looked at as a whole, otherwise with the
 * members that are. An attribute `*` stands for the whole context.
 */
export type LookedAt = ReadonlyMap<string, ReadonlySet<string>>;

type Context = Readonly<Record<string, CedarValue>>;

const ALL = '*';
/** Slices never change while they are in memory. */
const known = new WeakMap<PolicySlice, LookedAt>();

/** What the policies of some slices can look at. What they do not, no decision depends on. */
export function attributesOf(slices: readonly PolicySlice[]): LookedAt {
  const all = new Map<string, Set<string>>();
  for (const slice of slices) {
    let own = known.get(slice);
    if (own === undefined) {
      own = attributesIn([slice.policies, slice.templates]);
      known.set(slice, own);
    }
    for (const [attribute, members] of own) {
      members.forEach((member) => add(all, attribute, member));
    }
  }
  return all;
}

/** @param policies in Cedar's JSON form, alone or in lists and maps. */
export function attributesIn(policies: unknown): LookedAt {
  const found = new Map<string, Set<string>>();
  walk(policies, found);
  return found;
}

/** The part of a context that was looked at; records stay records, even where nothing of them is left. */
export function pickLookedAt(context: Context, lookedAt: LookedAt): Context {
  if (lookedAt.has(ALL)) {
    return context;
  }
  const picked: Record<string, CedarValue> = {};
  for (const [attribute, members] of lookedAt) {
    const value = Object.hasOwn(context, attribute) ? context[attribute] : undefined;
    if (value !== undefined) {
      picked[attribute] =
        members.has(ALL) || !isPlainObject(value)
          ? value
          : (Object.fromEntries(Object.entries(value).filter(([name]) => members.has(name))) as CedarValue);
    }
  }
  return picked;
}

function walk(node: unknown, found: Map<string, Set<string>>): void {
  if (Array.isArray(node)) {
    node.forEach((item) => walk(item, found));
    return;
  }
  if (!isPlainObject(node)) {
    return;
  }
  const path = contextPath(node);
  if (path !== undefined) {
    add(found, path[0] as string, path[1] ?? ALL);
  } else if (node['Var'] === 'context') {
    add(found, ALL, ALL);
  } else {
    Object.values(node).forEach((value) => walk(value, found));
  }
}

/** Names from the context on, where an expression is `context.a.b` or `context.a has b`. */
function contextPath(node: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const access = node['.'] ?? node['has'];
  if (!isPlainObject(access) || typeof access['attr'] !== 'string' || !isPlainObject(access['left'])) {
    return undefined;
  }
  const { left, attr } = access;
  if (left['Var'] === 'context') {
    return [attr];
  }
  const path = contextPath(left);
  return path && [...path, attr];
}

function add(found: Map<string, Set<string>>, attribute: string, member: string): void {
  const members = found.get(attribute) ?? new Set<string>();
  members.add(member);
  found.set(attribute, members);
}
