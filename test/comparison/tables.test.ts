import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/sample-assembly';
import { openQuestion, SOURCES } from './aws-sources';
import {
  GATEWAY_DIFFERENCES,
  MINISTACK_SECRET_DIFFERENCES,
  MOTO_SECRET_DIFFERENCES,
  REGISTRY_DIFFERENCES,
} from './explained-differences';
import { GATEWAY_CASES } from './gateway/cases';
import { OPEN_QUESTIONS } from './open-questions';
import { MISSING_TABLE_STEPS, REGISTRY_STEPS } from './registry/registry-script';
import { renderTwinCompared } from './render-twin-compared';
import { SECRET_CASES } from './secrets/secret-cases';

const LINES = [
  ...GATEWAY_DIFFERENCES,
  ...MOTO_SECRET_DIFFERENCES,
  ...MINISTACK_SECRET_DIFFERENCES,
  ...REGISTRY_DIFFERENCES,
];
const QUESTIONS = OPEN_QUESTIONS.map(({ id }) => openQuestion(id));
const NAMES = {
  gateway: GATEWAY_CASES.map(({ name }) => name),
  secrets: SECRET_CASES.map(({ name }) => name),
  registry: [...REGISTRY_STEPS, ...MISSING_TABLE_STEPS].map(({ name }) => name),
};

describe('the tables of the comparison', () => {
  test.each(Object.entries(NAMES))('names of %s cases are unique', (_on, names) => {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('a line cites AWS or a record of it; what is unknown is an open question', () => {
    const wrong = LINES.filter(({ follows, source }) =>
      follows === 'unknown'
        ? !QUESTIONS.includes(source)
        : !(Object.values(SOURCES) as readonly string[]).includes(source) || !source.startsWith('https://'),
    );

    expect(wrong).toEqual([]);
  });

  test('an open question that a line names in its words is there', () => {
    const named = LINES.flatMap(({ because }) =>
      [...because.matchAll(/open question \(?([a-z-]+)/g)].map(([, id]) => openQuestion(id as string)),
    );

    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((question) => !QUESTIONS.includes(question))).toEqual([]);
  });

  test('ids of open questions are unique, and each asks of cases that are there, with two outcomes at least', () => {
    const wrong = OPEN_QUESTIONS.filter(
      ({ id, on = 'gateway', cases, outcomes }) =>
        OPEN_QUESTIONS.filter((other) => other.id === id).length !== 1 ||
        cases.length === 0 ||
        cases.some((name) => !NAMES[on].includes(name)) ||
        outcomes.length < 2,
    );

    expect(wrong).toEqual([]);
  });

  test('docs/twin-compared.md says what the tables say (npm run comparison:docs)', () => {
    expect(readFileSync(path.join(ROOT, 'docs', 'twin-compared.md'), 'utf8')).toBe(renderTwinCompared());
  });
});
