import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readOpenApi } from '../../lambda/adapters/openapi-parser';

const OPERATION = { operationId: 'read', responses: { '200': { description: 'ok' } } };
const DOCUMENT = { openapi: '3.0.3', info: { title: 'Shop', version: '1' }, paths: { '/a': { get: OPERATION } } };

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'gatehouse-openapi-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: unknown): string {
  const target = path.join(folder, name);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
  return target;
}

async function problems(document: unknown): Promise<string> {
  const report = await readOpenApi({ kind: 'file', path: file('api/openapi.json', document) });
  return report.ok ? '' : report.problems.join('\n');
}

test.each(['3.0.0', '3.0.4', '3.1.0'])('reads %s, as JSON and as YAML, from a file and inline', async (openapi) => {
  const text = JSON.stringify({ ...DOCUMENT, openapi });
  const yaml = `openapi: ${openapi}\ninfo: {title: Shop, version: "1"}\npaths:\n  /a:\n    get:\n      operationId: read\n      responses: {"200": {description: ok}}\n`;
  const sources = [
    { kind: 'inline' as const, text },
    { kind: 'inline' as const, text: yaml },
    { kind: 'file' as const, path: file('a.json', text) },
    { kind: 'file' as const, path: file('a.yaml', yaml) },
  ];

  for (const source of sources) {
    expect(await readOpenApi(source)).toMatchObject({ ok: true, api: { title: 'Shop', routes: [{ action: 'read' }] } });
  }
});

test('follows references in the document and in its folder, and stops at one that leads to itself', async () => {
  file('api/parts/page.yaml', 'name: page\nin: query\nschema: {$ref: "../size.json#/Size"}\n');
  file('api/size.json', { Size: { type: 'integer' } });
  const node = { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } };
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Node' } } };
  const document = {
    ...DOCUMENT,
    paths: { '/a': { put: { ...OPERATION, parameters: [{ $ref: './parts/page.yaml' }], requestBody: { content } } } },
    components: { schemas: { Node: node } },
  };

  const report = await readOpenApi({ kind: 'file', path: file('api/openapi.json', document) });

  expect(report).toMatchObject({
    ok: true,
    api: { routes: [{ parameters: [{ name: 'page', value: { type: 'integer' } }] }] },
  });
});

describe('reads nothing else', () => {
  const referring = (to: string) => ({ ...DOCUMENT, paths: { '/a': { $ref: to } } });

  it('from the network', async () => {
    const calls: unknown[] = [];
    const server = createServer((request, response) => {
      calls.push(request.url);
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.json`;

    const refusal = await problems(referring(url));
    await new Promise((resolve) => server.close(resolve));

    expect(refusal).toBe(`The document refers to ${url}; allowed: itself and files in its folder. Put the content in.`);
    expect(calls).toEqual([]);
  });

  it('outside the folder, not by a link either', async () => {
    const secret = file('secret.json', { get: OPERATION });
    mkdirSync(path.join(folder, 'api'), { recursive: true });
    symlinkSync(secret, path.join(folder, 'api', 'link.json'));

    expect(await problems(referring('../secret.json'))).toContain('outside its folder');
    expect(await problems(referring(`file://${secret}`))).toContain('outside its folder');
    expect(await problems(referring('link.json'))).toContain('outside its folder');
    expect(await problems(referring('absent.json'))).toContain('which is not there');
  });

  it('for an inline document', async () => {
    const text = JSON.stringify(referring('package.json'));

    expect(await readOpenApi({ kind: 'inline', text })).toMatchObject({
      ok: false,
      problems: [
        expect.stringMatching(/^The document refers to .*package\.json; allowed: itself\. Put the content in\.$/),
      ],
    });
  });
});

describe('refuses', () => {
  test.each([
    [
      { swagger: '2.0', info: {}, paths: {} },
      'The document is Swagger 2.0; allowed: OpenAPI 3.0 and 3.1. Convert it first',
    ],
    [{ ...DOCUMENT, openapi: '4.0.0' }, 'Unsupported OpenAPI version: 4.0.0'],
    ['{', 'The document is neither JSON nor YAML'],
    ['null', 'The document cannot be read'],
    [{ ...DOCUMENT, info: {} }, 'The document is not valid at #/info: it must have required property'],
    [
      { ...DOCUMENT, paths: Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`/a${index}`, { get: 1 }])) },
      'more.',
    ],
  ])('%j', async (document, sentence) => expect(await problems(document)).toContain(sentence));

  it('a file that is not there', async () => {
    expect(await readOpenApi({ kind: 'file', path: path.join(folder, 'absent.yaml') })).toMatchObject({
      problems: [expect.stringContaining('There is no file')],
    });
  });

  it('aliases that grow without end', async () => {
    const lines = Array.from(
      { length: 12 },
      (_, index) => `a${index + 1}: &a${index + 1} [${Array(10).fill(`*a${index}`).join(',')}]`,
    );
    const text = ['openapi: 3.0.3', 'a0: &a0 [x]', ...lines].join('\n');

    expect(await readOpenApi({ kind: 'inline', text })).toMatchObject({ ok: false });
  });
});
