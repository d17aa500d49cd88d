import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');

/** Which of the layout's rooms may import which; `node` = built-in modules, `npm:x` = that package and its subpaths. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  bin: ['lib', 'cli', 'node', 'npm:aws-cdk-lib', 'npm:constructs'],
  lib: ['lib', 'lambda/contract', 'node', 'npm:aws-cdk-lib', 'npm:constructs'],
  'lambda/contract': ['lambda/contract'],
  'lambda/domain': [
    'lambda/domain',
    'lambda/contract',
    'node:crypto',
    'node:v8@cedar',
    'npm:@cedar-policy/cedar-wasm@cedar',
  ],
  'lambda/adapters': [
    'lambda/adapters',
    'lambda/domain',
    'lambda/contract',
    'node',
    'npm:@aws-sdk',
    'npm:@smithy',
    'npm:aws-jwt-verify',
    'npm:@apidevtools/swagger-parser',
    'npm:yaml',
  ],
  'lambda/*': ['lambda/.', 'lambda/adapters', 'lambda/domain', 'lambda/contract', 'node', 'npm:aws-lambda'],
  cli: [
    'cli',
    'lambda/contract',
    'lambda/domain',
    'lambda/adapters',
    'local',
    'node',
    'npm:commander',
    'npm:picocolors',
    'npm:cli-table3',
    'npm:cli-progress',
    'npm:yaml',
    'npm:diff',
    'npm:@inquirer/confirm',
    'npm:@bomb.sh/tab',
    'npm:@aws-sdk',
  ],
  local: ['local', 'node', 'npm:dynalite', 'npm:jose'],
};

/** The one file of the domain that may name Cedar. */
const CEDAR_FILE = 'lambda/domain/cedar.ts';

function roomOf(file: string): string | undefined {
  const parts = file.split('/');
  if (parts[0] !== 'lambda') {
    return parts[0];
  }
  return parts.length < 3 ? undefined : `lambda/${parts[1]}`;
}

/** Every module that a source names: imports, re-exports, `import()` and `require()`, types included. */
function modulesNamedBy(file: string, source: string): string[] {
  const named: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      named.push((node.moduleSpecifier as ts.StringLiteral).text);
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      named.push((node.moduleReference.expression as ts.StringLiteral).text);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      named.push((node.argument.literal as ts.StringLiteral).text);
    } else if (
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText(parsed) === 'require') &&
      node.arguments[0] !== undefined &&
      ts.isStringLiteral(node.arguments[0])
    ) {
      named.push(node.arguments[0].text);
    }
    ts.forEachChild(node, visit);
  };
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  visit(parsed);
  return named;
}

function allowed(file: string, specifier: string): boolean {
  const room = roomOf(file);
  if (room === undefined) {
    return false;
  }
  const arrows = ARROWS[room] ?? (room.startsWith('lambda/') ? ARROWS['lambda/*'] : undefined);
  if (arrows === undefined) {
    return false;
  }
  if (specifier.startsWith('.')) {
    const target = roomOf(path.posix.join(path.posix.dirname(file), specifier, '-'));
    return arrows.some((arrow) => arrow === target || (arrow === 'lambda/.' && target === room));
  }
  const bare = specifier.replace(/^node:/, '');
  if (builtinModules.includes(bare)) {
    return (
      arrows.includes('node') ||
      arrows.includes(`node:${bare}`) ||
      (file === CEDAR_FILE && arrows.includes(`node:${bare}@cedar`))
    );
  }
  return arrows.some((arrow) => {
    if (!arrow.startsWith('npm:')) {
      return false;
    }
    const cedarOnly = arrow.endsWith('@cedar');
    const name = cedarOnly ? arrow.slice('npm:'.length, -'@cedar'.length) : arrow.slice('npm:'.length);
    return (specifier === name || specifier.startsWith(`${name}/`)) && (!cedarOnly || file === CEDAR_FILE);
  });
}

function violationsIn(file: string, source: string): string[] {
  return modulesNamedBy(file, source)
    .filter((specifier) => !allowed(file, specifier))
    .map((specifier) => `${file} imports ${specifier}`);
}

function sources(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`)
    .filter((name) => /\.(ts|mts|cts)$/.test(name) && !name.endsWith('.d.ts'));
}

const FOLDERS = ['bin', 'lib', 'lambda', 'cli', 'local'];

describe('the layout’s arrows', () => {
  test('every import of every source follows one', () => {
    const files = FOLDERS.flatMap(sources);
    const violations = files.flatMap((file) => violationsIn(file, readFileSync(path.join(ROOT, file), 'utf8')));

    expect(files.length).toBeGreaterThan(20);
    expect(violations).toEqual([]);
  });

  test.each([
    ['lambda/contract/planted.ts', "import { createHash } from 'node:crypto';"],
    ['lambda/contract/planted.ts', "import { x } from '../domain/x';"],
    ['lambda/domain/planted.ts', "import { x } from '../adapters/x';"],
    ['lambda/domain/planted.ts', "import https from 'node:https';"],
    ['lambda/domain/planted.ts', "import v8 from 'node:v8';"],
    ['lambda/domain/planted.ts', "export { x } from '@cedar-policy/cedar-wasm/nodejs';"],
    ['lambda/domain/planted.ts', "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';"],
    ['lambda/adapters/planted.ts', "import { x } from '../authorizer/index';"],
    ['lambda/authorizer/planted.ts', "import { x } from '../forwarder/index';"],
    ['lambda/authorizer/planted.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['lib/planted.ts', "import { x } from '../lambda/domain/x';"],
    ['lib/planted.ts', "import type { x } from '../lambda/adapters/x';"],
    ['lib/planted.ts', "import { parse } from 'valibot';"],
    ['lib/private/planted.ts', "const x = require('../../cli/x');"],
    ['local/planted.ts', "import { x } from '../lambda/contract/x';"],
    ['local/planted.ts', "import { x } from '../lib/index';"],
    ['local/planted.ts', "type X = import('../cli/x').X;"],
    ['cli/planted.ts', "import { x } from '../lib/index';"],
    ['cli/planted.ts', "const x = await import('aws-cdk-lib');"],
    ['bin/planted.ts', "import { x } from '../local/x';"],
    ['lambda/planted.ts', "import { x } from './contract/x';"],
  ])('a planted violation is caught: %s: %s', (file, source) => {
    expect(violationsIn(file, source)).toHaveLength(1);
  });

  test.each([
    ['lambda/domain/cedar.ts', "import * as cedar from '@cedar-policy/cedar-wasm/nodejs';"],
    ['lambda/domain/planted.ts', "import { createHash } from 'node:crypto';"],
    ['lib/private/planted.ts', "import { x } from '../../lambda/contract/x';"],
    ['lambda/authorizer/planted.ts', "import { x } from './x';"],
    ['cli/planted.ts', "import { x } from '../local/twin';"],
  ])('what an arrow allows passes: %s: %s', (file, source) => {
    expect(violationsIn(file, source)).toEqual([]);
  });
});
