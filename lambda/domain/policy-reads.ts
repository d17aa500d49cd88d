import type { CedarEntity, CedarEntityUid, PolicyQuestion } from './cedar';

/** What policies can look at, found in their JSON form. Whatever is not sure to be left alone counts as looked at. */
export interface PolicyReads {
  /** Attributes of the context; `all` where a policy takes the context as a whole. */
  readonly context: ReadonlySet<string> | 'all';
  /** Attributes of whatever entity. */
  readonly attributes: ReadonlySet<string>;
  /** Names of the entities that are written out. */
  readonly entities: ReadonlySet<string>;
  /** Whether a policy asks for ancestors that it does not write out: any could be one. */
  readonly anyAncestor: boolean;
}

interface Findings {
  readonly context: Set<string>;
  readonly attributes: Set<string>;
  readonly entities: Set<string>;
  wholeContext: boolean;
  anyAncestor: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** What a set's policies look at, all slices together. */
export function readsOf(slices: PolicyQuestion['slices']): PolicyReads {
  const findings: Findings = {
    context: new Set(),
    attributes: new Set(),
    entities: new Set(),
    wholeContext: false,
    anyAncestor: false,
  };
  for (const { slice } of slices) {
    search(slice, findings);
  }
  const { wholeContext, context, ...rest } = findings;
  return { ...rest, context: wholeContext ? 'all' : context };
}

/**
 * The same question without what its policies do not look at: Cedar answers it alike, and faster; and two questions
 * that differ in nothing else become equal.
 */
export function narrowQuestion(question: PolicyQuestion, reads: PolicyReads): PolicyQuestion {
  const { context, attributes } = reads;
  const entities: CedarEntity[] = [];
  for (const { uid, attrs, parents } of question.entities) {
    const narrowed = {
      uid,
      attrs: picked(attrs, attributes),
      parents: reads.anyAncestor ? parents : parents.filter((parent) => reads.entities.has(entityName(parent))),
    };
    // One that tells nothing is to Cedar as one that is left out.
    if (narrowed.parents.length > 0 || Object.keys(narrowed.attrs).length > 0) {
      entities.push(narrowed);
    }
  }
  return { ...question, context: context === 'all' ? question.context : picked(question.context, context), entities };
}

function entityName({ type, id }: CedarEntityUid): string {
  return `${type}::${id}`;
}

function picked<T>(record: Readonly<Record<string, T>>, names: ReadonlySet<string>): Record<string, T> {
  const found: [string, T][] = [];
  for (const name of Object.keys(record)) {
    if (names.has(name)) {
      found.push([name, record[name] as T]);
    }
  }
  return Object.fromEntries(found);
}

function search(json: unknown, findings: Findings): void {
  if (Array.isArray(json)) {
    for (const element of json) {
      search(element, findings);
    }
    return;
  }
  if (!isNode(json)) {
    return;
  }
  if (typeof json['type'] === 'string' && typeof json['id'] === 'string') {
    findings.entities.add(entityName(json as unknown as CedarEntityUid));
  }
  findings.wholeContext ||= isContext(json);
  for (const [key, value] of Object.entries(json)) {
    findings.anyAncestor ||= key === 'in' && asksAnyAncestor(value);
    searchMember(key, value, findings);
  }
}

function searchMember(key: string, value: unknown, findings: Findings): void {
  const names = key === '.' || key === 'has' ? attributesNamedBy(value) : [];
  const [first, ...further] = names;
  if (first === undefined) {
    search(value, findings);
    return;
  }
  const { left } = value as Json;
  const ofContext = isContext(left);
  (ofContext ? findings.context : findings.attributes).add(first);
  for (const name of further) {
    findings.attributes.add(name);
  }
  if (!ofContext) {
    search(left, findings);
  }
}

function isNode(json: unknown): json is Json {
  return typeof json === 'object' && json !== null;
}

/** None of what is no object. */
function membersOf(json: unknown): Json {
  return Object(json) as Json;
}

function isContext(json: unknown): boolean {
  return isNode(json) && json['Var'] === 'context';
}

/** `x.a`, `x has a` and `x has a.b.c`; of any other form nothing is known. */
function attributesNamedBy(json: unknown): string[] {
  const { attr } = membersOf(json);
  const names = Array.isArray(attr) ? attr : [attr];
  return names.every((name): name is string => typeof name === 'string') ? names : [];
}

/** @param json what follows `in`: an operator's operands, the entity or slot of a scope, or that of an `is`. */
function asksAnyAncestor(json: unknown): boolean {
  const { entity, slot, right } = membersOf(json);
  const named = right ?? json;
  return entity === undefined && slot === undefined && !isWrittenOut(named);
}

/** An entity, or a list of them. */
function isWrittenOut(json: unknown): boolean {
  const { Value: value, Set: list } = membersOf(json);
  return Array.isArray(list) ? list.every(isWrittenOut) : isNode(value) && Object.hasOwn(value, '__entity');
}
