import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { quoted } from '../../cli/typescript-printer';
import { removeAssembly, ROOT, synthesize } from '../support/sample-assembly';

const DOCUMENT = path.join(__dirname, 'documents', 'pets.yaml');

describe('gatehouse api import', () => {
  mkdirSync(path.join(ROOT, '.tools'), { recursive: true });
  // Inside the project, so that what it imports is found.
  const folder = mkdtempSync(path.join(ROOT, '.tools', 'api-import-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(...options: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const argv = [path.join(ROOT, 'dist-bin/gatehouse.js'), 'api', 'import', ...options];
    return new Promise((resolve) => {
      execFile(process.execPath, argv, { cwd: folder }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }

  /** An app of what was written. @returns the API's document as its forwarder gets it. */
  function synthesized(name: string): { routes: unknown[] } {
    const file = path.join(folder, name, 'pet-store.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace("'cdk-gatehouse'", `'${path.join(ROOT, 'lib')}'`));
    writeFileSync(
      path.join(folder, name, 'app.ts'),
      `import { App, Stack } from 'aws-cdk-lib';
import { AccessProxy } from '${path.join(ROOT, 'lib')}';
import { addPetStore } from './pet-store';
const stack = new Stack(new App(), 'Test');
addPetStore(stack, new AccessProxy(stack, 'Proxy'));
`,
    );
    const assembly = synthesize(path.relative(ROOT, path.join(folder, name, 'app.ts')));
    try {
      const carried = readdirSync(assembly).map((entry) => path.join(assembly, entry, 'api-document.json'));
      return JSON.parse(readFileSync(carried.find(existsSync) as string, 'utf8'));
    } finally {
      removeAssembly(assembly);
    }
  }

  test('writes routes out, or refers to the document: both are the same API', async () => {
    for (const [name, ...options] of [['written'], ['referred', '--reference']] as const) {
      mkdirSync(path.join(folder, name));
      const { code, stderr } = await run(DOCUMENT, '--out', path.join(name, 'pet-store.ts'), ...options);
      expect([name, code]).toEqual([name, 0]);
      expect(stderr).toContain('Security requirements are ignored');
      expect(stderr).toContain('Not validated before the upstream is called: POST /pets, schema of the body.');
    }

    const [written, referred] = [synthesized('written'), synthesized('referred')];

    expect(written.routes).toHaveLength(4);
    expect(written).toEqual(referred);
  });

  test('in the form that a formatter leaves alone, and that compiles', async () => {
    const { stdout } = await run(DOCUMENT);
    const file = path.join(folder, 'formed.ts');
    writeFileSync(file, stdout);
    const biome = path.join(ROOT, 'node_modules/.bin/biome');
    const formatted = execFileSync(biome, ['format', '--stdin-file-path=formed.ts'], { input: stdout, cwd: ROOT });

    expect(stdout).toBe(formatted.toString());

    writeFileSync(file, stdout.replace("'cdk-gatehouse'", "'../../lib'"));
    writeFileSync(
      path.join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', compilerOptions: { noEmit: true }, include: ['formed.ts'] }),
    );
    execFileSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder]);
  });

  test('leaves a file that is there as it is, unless told otherwise', async () => {
    const file = path.join(folder, 'mine.ts');
    writeFileSync(file, 'mine');

    const refused = await run(DOCUMENT, '--out', 'mine.ts');
    expect([refused.code, readFileSync(file, 'utf8')]).toEqual([1, 'mine']);
    expect(refused.stderr).toContain('GH1903');

    expect((await run(DOCUMENT, '--out', 'mine.ts', '--force')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('addPetStore');
  });

  test('says what it cannot do', async () => {
    const swagger = path.join(folder, 'swagger.json');
    writeFileSync(swagger, JSON.stringify({ swagger: '2.0' }));

    expect(await run(swagger)).toMatchObject({ code: 1, stderr: expect.stringContaining('Swagger 2.0') });
    expect(await run(DOCUMENT, '--name', 'Pets')).toMatchObject({ code: 1, stderr: expect.stringContaining('GH1902') });
    expect(await run(DOCUMENT, '--out', 'no/such/folder.ts')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('GH1904'),
    });
  });
});

test.each([
  ['a', "'a'"],
  ["o'a", '"o\'a"'],
  ['say "a"', `'say "a"'`],
  [`o'"`, `'o\\'"'`],
  ['a\nb\\', "'a\\nb\\\\'"],
])('%j is written as %s', (text, written) => expect(quoted(text)).toBe(written));
