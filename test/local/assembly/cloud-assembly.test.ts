import { join } from 'node:path';
import { readCloudAssembly } from '../../../local/assembly/cloud-assembly';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory';
import { writtenAssembly } from '../support/written-assembly';

const EMPTY = { Resources: {} };

afterAll(removeTemporaryDirectories);

describe('a cloud assembly', () => {
  test('its stacks come after the stacks they depend on, through other artifacts too', () => {
    const directory = writtenAssembly({
      Edge: { template: EMPTY, dependencies: ['Core', 'Core.assets'] },
      Core: { template: EMPTY, dependencies: ['Base'] },
      Base: { template: EMPTY },
    });

    const names = readCloudAssembly(directory).stacks.map(({ name }) => name);

    expect(names).toEqual(['Base', 'Core', 'Edge']);
  });

  test('an environment-agnostic stack runs in us-east-1 of account 000000000000, any other in its own', () => {
    const directory = writtenAssembly({
      Anywhere: { template: EMPTY },
      Frankfurt: { template: EMPTY, environment: 'aws://123456789012/eu-central-1' },
    });

    const places = readCloudAssembly(directory).stacks.map(({ accountId, region }) => `${accountId} ${region}`);

    expect(places).toEqual(['000000000000 us-east-1', '123456789012 eu-central-1']);
  });

  test('stacks of stages are read, and assets are found by their object key', () => {
    const stage = {
      'assembly-Prod/manifest.json': JSON.stringify({
        artifacts: {
          'ProdStack.assets': { type: 'cdk:asset-manifest', properties: { file: 'ProdStack.assets.json' } },
          ProdStack: {
            type: 'aws:cloudformation:stack',
            environment: 'aws://unknown-account/unknown-region',
            properties: { templateFile: 't.json', stackName: 'Prod-Stack' },
          },
        },
      }),
      'assembly-Prod/t.json': JSON.stringify(EMPTY),
      'assembly-Prod/ProdStack.assets.json': JSON.stringify({
        files: {
          abc: { source: { path: '../asset.abc', packaging: 'zip' }, destinations: { here: { objectKey: 'abc.zip' } } },
        },
      }),
    };
    const manifest = {
      artifacts: { Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } } },
    };
    const directory = temporaryDirectory({ 'manifest.json': JSON.stringify(manifest), ...stage });

    const [stack] = readCloudAssembly(directory).stacks;

    expect(stack?.name).toBe('Prod-Stack');
    expect(stack?.assets.get('abc.zip')).toBe(join(directory, 'asset.abc'));
  });

  test.each<[string, Record<string, string>, string]>([
    ['no manifest', {}, 'holds no manifest.json, so it is not a cloud assembly'],
    ['a manifest that is no JSON', { 'manifest.json': '{' }, 'is not a JSON object'],
    ['a manifest without artifacts', { 'manifest.json': '{}' }, '`artifacts` is missing'],
    ['no stack', { 'manifest.json': '{"artifacts":{}}' }, 'has no stack'],
    ['a template that is not there', stackManifest({ templateFile: 't.json' }), 't.json: cannot be read'],
    ['a stack without a template file', stackManifest({}), 'artifact S: property `templateFile` is missing'],
    [
      'a template without resources',
      { ...stackManifest({ templateFile: 't.json' }), 't.json': '{}' },
      't.json: `Resources` is missing',
    ],
    [
      'a resource without a type',
      { ...stackManifest({ templateFile: 't.json' }), 't.json': '{"Resources":{"R":{}}}' },
      'resource R has no `Type`',
    ],
  ])('with %s it is refused in one line that names the file, the fault and the remedy', (_, files, fault) => {
    const directory = temporaryDirectory(files);

    const read = () => readCloudAssembly(directory);

    expect(read).toThrow(fault);
    expect(read).toThrow(directory);
    expect(read).toThrow(/Run `cdk synth` again and give its output directory\.$/);
    expect(read).not.toThrow(/\n/);
  });

  test('stacks that depend on each other are refused', () => {
    const directory = writtenAssembly({
      A: { template: EMPTY, dependencies: ['B'] },
      B: { template: EMPTY, dependencies: ['A'] },
    });

    expect(() => readCloudAssembly(directory)).toThrow('artifacts depend on each other: A → B → A');
  });
});

function stackManifest(properties: Record<string, unknown>): Record<string, string> {
  return { 'manifest.json': JSON.stringify({ artifacts: { S: { type: 'aws:cloudformation:stack', properties } } }) };
}
