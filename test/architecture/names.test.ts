import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const BANNED = /^(util|utils|helper|helpers|common|manager|data|handle)$/;
const LINES_LIMIT = 400;
const MEDIAN_LIMIT = 120;

const files = ['bin', 'lib', 'lambda', 'cli', 'local'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`),
);

describe('names and sizes', () => {
  test('files are kebab-case and say what they hold', () => {
    const wrong = files.filter((file) => {
      const name = path.posix.basename(file, '.ts');
      return !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || words(name).some((word) => BANNED.test(word));
    });

    expect(wrong).toEqual([]);
  });

  test('exported names hold no word that says nothing', () => {
    const wrong = files.flatMap((file) =>
      [
        ...readFileSync(path.join(ROOT, file), 'utf8').matchAll(
          /^export (?:async )?(?:function|class|const|interface|type) (\w+)/gm,
        ),
      ]
        .map(([, name]) => name as string)
        .filter((name) => words(name).some((word) => BANNED.test(word)))
        .map((name) => `${file}: ${name}`),
    );

    expect(wrong).toEqual([]);
  });

  test(`no file is over ${LINES_LIMIT} lines, and the median is at most ${MEDIAN_LIMIT}`, () => {
    const sizes = files
      .map((file) => readFileSync(path.join(ROOT, file), 'utf8').split('\n').length)
      .sort((a, b) => a - b);

    expect(sizes.at(-1)).toBeLessThanOrEqual(LINES_LIMIT);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(MEDIAN_LIMIT);
  });
});

function words(name: string): string[] {
  return (
    name
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      // An AWS service's own name is the field's term.
      .replace('secrets-manager', 'secretsmanager')
      .split(/[-_]/)
  );
}
