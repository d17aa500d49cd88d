import type { PolicyDeclaration } from '../contract/declarations';
import type { PolicyProblem } from '../contract/policy-check';
import type { PolicyManifest, PolicySlice } from '../contract/registry-records';
import { type CedarPolicy, parsePolicies, policyJsonOf, storedFormProblem, validatePolicies } from './cedar';
import type { PolicySchema } from './cedar-schema';
import { DOCUMENT_LIMIT_BYTES, documentOf, isTooLarge, type StoredDocument } from './document';
import { anchorOfPolicy } from './policy-anchor';
import { withheldReads } from './withheld-context';
import { hasInexactInteger, positionOf, textProblem } from './policy-text';

export { anchorsOf } from './policy-anchor';

/** A policy set as it is published: a manifest, and a slice for each scope anchor. */
export interface CompiledPolicySet {
  readonly manifest: StoredDocument;
  readonly slices: readonly StoredDocument[];
}

export type PolicySetsCompilation =
  /** By tenant; the global set, which is always there, under ``. */
  | { readonly ok: true; readonly sets: ReadonlyMap<string, CompiledPolicySet> }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

interface Statement {
  readonly declaration: PolicyDeclaration;
  /** Byte of the declaration's text at which it starts. */
  readonly start: number;
  readonly text: string;
  readonly id: string;
  readonly json: CedarPolicy;
}

/** What the global set goes by where sets are told apart by tenant. */
export const GLOBAL_SET = '';
const ID = /^[\w.:/-]{1,128}$/;

/** Takes declared policies apart, validates all of them, and slices each set by scope anchor. */
export function compilePolicySets(
  schema: PolicySchema,
  declarations: readonly PolicyDeclaration[],
): PolicySetsCompilation {
  const read = declarations.map(readDeclaration);
  const statements = read.flatMap((found) => found.statements);
  const problems = [
    ...read.flatMap((found) => found.problems),
    ...repeatedIds(statements),
    ...(schema.keepsAnswers === true ? statements.flatMap(withheldProblems) : []),
    ...invalidStatements(schema, statements),
  ];
  const sets = new Map(
    [...new Set([GLOBAL_SET, ...declarations.map(setOf)])].map((set) => [
      set,
      slicePolicySet(
        schema.digest,
        statements.filter(({ declaration }) => setOf(declaration) === set),
      ),
    ]),
  );
  problems.push(...[...sets].flatMap(([set, compiled]) => oversizeProblems(set, compiled)));
  return problems.length === 0 ? { ok: true, sets } : { ok: false, problems };
}

/** @param policies each with its id and its JSON form; ids are unique. */
export function slicePolicySet(
  schemaDigest: string,
  policies: readonly { readonly id: string; readonly json: CedarPolicy }[],
): CompiledPolicySet {
  const byAnchor = new Map<string, [string, unknown][]>();
  for (const { id, json } of policies) {
    const anchor = anchorOfPolicy(json);
    const own = byAnchor.get(anchor) ?? [];
    own.push([id, json]);
    byAnchor.set(anchor, own);
  }
  const slices = [...byAnchor].map(([anchor, own]) => {
    const slice: PolicySlice = { version: 1, policies: Object.fromEntries(own) };
    return [anchor, documentOf(slice)] as const;
  });
  const manifest: PolicyManifest = {
    version: 1,
    schema: schemaDigest,
    slices: Object.fromEntries(slices.map(([anchor, { hash }]) => [anchor, hash])),
  };
  return { manifest: documentOf(manifest), slices: slices.map(([, document]) => document) };
}

function setOf(declaration: PolicyDeclaration): string {
  return declaration.tenant ?? GLOBAL_SET;
}

function readDeclaration(declaration: PolicyDeclaration): { statements: Statement[]; problems: PolicyProblem[] } {
  const { id: policy, text } = declaration;
  const refuse = (message: string, remedy: string, byte?: number) => ({
    statements: [],
    problems: [{ policy, message, ...(byte === undefined ? {} : positionOf(text, byte)), remedy }],
  });
  const exhausting = textProblem(text);
  if (exhausting !== undefined) {
    return refuse(`The policy is too large: ${exhausting}.`, 'Split it into several statements.');
  }
  const parsed = parsePolicies(text);
  if (!parsed.ok) {
    const [first] = parsed.complaints;
    return refuse(`The policy cannot be parsed: ${first?.message}.`, 'Correct its Cedar text.', first?.start);
  }
  const [template] = parsed.templates;
  if (template !== undefined) {
    const remedy = 'Name the principal or resource in place of ?principal or ?resource.';
    return refuse(
      'The policy is a template; only policies without slots are allowed.',
      remedy,
      startOf(text, template),
    );
  }
  if (parsed.statements.length === 0) {
    return refuse('The policy has no statement.', 'Write at least one permit or forbid, or leave the policy out.');
  }
  return readStatements(declaration, parsed.statements);
}

function readStatements(declaration: PolicyDeclaration, texts: readonly string[]) {
  const statements: Statement[] = [];
  const problems: PolicyProblem[] = [];
  let from = 0;
  for (const [index, text] of texts.entries()) {
    const start = startOf(declaration.text, text, from);
    from = declaration.text.indexOf(text, from) + text.length;
    const json = policyJsonOf(text);
    const id = json.annotations?.id ?? `${declaration.id}.${index}`;
    const [message, remedy] = statementProblem(id, json);
    if (message !== undefined) {
      problems.push({ policy: declaration.id, message, ...positionOf(declaration.text, start), remedy });
    }
    statements.push({ declaration, start, text, id, json });
  }
  return { statements: problems.length === 0 ? statements : [], problems };
}

function statementProblem(id: string, json: CedarPolicy): readonly [undefined] | readonly [string, string] {
  if (!ID.test(id)) {
    const given = JSON.stringify(id.slice(0, 128));
    return [`The policy's id is ${given}; allowed: 1 to 128 of A-Z a-z 0-9 _ . : / -.`, 'Give it another @id.'];
  }
  if (hasInexactInteger(json)) {
    return [
      'The policy holds an integer beyond ±(2^53 − 1), which cannot be stored exactly.',
      'Compare with a smaller number, or with text.',
    ];
  }
  const unreadable = storedFormProblem(json);
  return unreadable === undefined
    ? [undefined]
    : [
        `The policy cannot be stored: ${unreadable}.`,
        'Shorten its longest condition: use several when clauses, or contains() in place of a chain of ||.',
      ];
}

/** Byte of a text at which a part of it starts. */
function startOf(text: string, part: string, from = 0): number {
  return Buffer.byteLength(text.slice(0, text.indexOf(part, from)));
}

function repeatedIds(statements: readonly Statement[]): PolicyProblem[] {
  const seen = new Set<string>();
  return statements.flatMap(({ declaration, id, start }) => {
    const key = `${setOf(declaration)}\0${id}`;
    const repeated = seen.has(key);
    seen.add(key);
    return repeated
      ? [
          {
            policy: declaration.id,
            message: `Two policies of one set have the id ${JSON.stringify(id)}.`,
            ...positionOf(declaration.text, start),
            remedy: 'Give one of them another @id, or leave the annotation out.',
          },
        ]
      : [];
  });
}

/** The schema has none of it either; this says why. */
function withheldProblems({ declaration, start, json }: Statement): PolicyProblem[] {
  return withheldReads(json).map((name) => ({
    policy: declaration.id,
    message: `The policy reads ${name === '*' ? 'the context as a whole' : `context.${name}`}, which is another for each call, and the authorizer's cache keeps one answer for several.`,
    ...positionOf(declaration.text, start),
    remedy: 'Decide without it, or leave the cache off.',
  }));
}

/** All in one call: Cedar reads the schema anew each time, which takes longer than anything else here. */
function invalidStatements(schema: PolicySchema, statements: readonly Statement[]): PolicyProblem[] {
  const texts = Object.fromEntries(statements.map(({ text }, index) => [`s${index}`, text]));
  return validatePolicies(schema.text, texts).map((complaint) => {
    const found = statements[Number(complaint.policy?.slice(1))];
    return {
      policy: found?.declaration.id ?? GLOBAL_SET,
      message: `The policy is not valid: ${complaint.message}.`,
      ...(found === undefined ? {} : positionOf(found.declaration.text, found.start + complaint.start)),
      remedy: 'Correct it; the schema follows from the declared routes and claims.',
    };
  });
}

function oversizeProblems(set: string, { manifest, slices }: CompiledPolicySet): PolicyProblem[] {
  return [manifest, ...slices].filter(isTooLarge).map(({ body }) => ({
    policy: '',
    message: `The policies of ${set === GLOBAL_SET ? 'the global set' : `tenant ${JSON.stringify(set)}`} that name the same principal, or none, take ${Buffer.byteLength(body)} bytes together; allowed: ${DOCUMENT_LIMIT_BYTES}.`,
    remedy: 'Name a role, tenant or user in the scope of some of them.',
  }));
}
