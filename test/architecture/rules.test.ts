import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');
const PAGE = 'docs/security.md';

/** Rules on who is calling, what is called, and whether they may. */
const RULES = [
  ...numbered('J', 13),
  ...numbered('K', 4),
  ...numbered('H', 6),
  ...numbered('P', 5),
  ...numbered('A', 5),
  ...numbered('Q', 3),
  'S1',
  'S2',
  'S4',
];
const CALLS: ReadonlySet<string> = new Set(['test', 'it', 'describe', 'test.each', 'it.each', 'describe.each']);

function numbered(letter: string, last: number): string[] {
  return Array.from({ length: last }, (_, index) => `${letter}${index + 1}`);
}

/** Rules that a title starts with, as in `P2 P4 names with slashes`. */
function rulesOf(title: string): string[] {
  return /^(?:[A-Z]\d{1,2}[ ,]+)*/.exec(title)?.[0].match(/[A-Z]\d{1,2}/g) ?? [];
}

/** Rules that titles of tests and groups start with; what is skipped or to be done is none. */
function rulesTestedBy(source: string): ReadonlySet<string> {
  const parsed = ts.createSourceFile('tests.ts', source, ts.ScriptTarget.ES2022, true);
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [title] = node.arguments;
      // `test('…')` or `test.each(…)('…')`.
      const called = ts.isCallExpression(node.expression) ? node.expression.expression : node.expression;
      if (title !== undefined && CALLS.has(called.getText(parsed))) {
        rulesOf(textOf(title)).forEach((rule) => found.add(rule));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}

/** What a title starts with: all of a plain text, of a template what stands before its first value. */
function textOf(title: ts.Expression): string {
  if (ts.isStringLiteralLike(title)) {
    return title.text;
  }
  return ts.isTemplateExpression(title) ? title.head.text : '';
}

interface Row {
  readonly rules: readonly string[];
  /** Below `test/`, without ending. */
  readonly files: readonly string[];
}

/** Rows of the table under a heading: rules in the first column, files in the last. */
function rowsUnder(heading: string, page: string): Row[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const lines = (section.split('\n## ')[0] as string).split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return {
      rules: cells[1]?.match(/\b[A-Z]\d{1,2}\b/g) ?? [],
      files: [...(cells[3] ?? '').matchAll(/`([^`]+)`/g)].map(([, file]) => file as string),
    };
  });
}

const page = readFileSync(path.join(ROOT, PAGE), 'utf8');
const kept = rowsUnder('Rules kept', page);
const named = new Set([...kept, ...rowsUnder('Not kept, or weaker', page)].flatMap(({ rules }) => rules));
const tests = new Map(
  readdirSync(path.join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => name.split(path.sep).join('/'))
    .map((name) => [
      name.replace(/\.test\.ts$/, ''),
      rulesTestedBy(readFileSync(path.join(ROOT, 'test', name), 'utf8')),
    ]),
);

describe('every rule has a test of its name', () => {
  test.each(RULES)('%s', (rule) => {
    expect([...tests.values()].filter((rules) => rules.has(rule)).length).toBeGreaterThan(0);
  });

  test(`${PAGE} has a row for each of them`, () => {
    expect(kept.length).toBeGreaterThan(RULES.length);
    expect(RULES.filter((rule) => !named.has(rule))).toEqual([]);
  });

  test(`${PAGE} names the tests of each rule that is kept, and they have its name`, () => {
    const wrong = kept.flatMap(({ rules, files }) =>
      files.length === 0
        ? [`${rules.join(' ')}: no test`]
        : files.flatMap((file) =>
            existsSync(path.join(ROOT, 'test', `${file}.test.ts`))
              ? rules.filter((rule) => !tests.get(file)?.has(rule)).map((rule) => `${rule}: no title in ${file}`)
              : [`${rules.join(' ')}: no file ${file}`],
          ),
    );

    expect(wrong).toEqual([]);
  });

  test(`no title names a rule that ${PAGE} does not have`, () => {
    const strays = [...tests].flatMap(([file, rules]) =>
      [...rules].filter((rule) => !named.has(rule)).map((rule) => `${file}: ${rule}`),
    );

    expect(strays).toEqual([]);
  });

  test.each([
    ["test('J1 a', () => {});", ['J1']],
    ["describe('H1 H4 a', () => {});", ['H1', 'H4']],
    ["test.each(['a'])('J10 %s', () => {});", ['J10']],
    ['it(`Q1 ${1} a`, () => {});', ['Q1']],
    ["test.skip('J1 a', () => {}); test.todo('J2'); xtest('J3 a', () => {});", []],
    ["test('a J1', () => {}); const J2 = 'J2 a';", []],
  ])('%s', (source, rules) => {
    expect([...rulesTestedBy(source)]).toEqual(rules);
  });
});
