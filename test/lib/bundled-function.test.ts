import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type App, Stack } from 'aws-cdk-lib';
import { decodeEnvironment } from '../../lambda/contract/environment';
import {
  AUTHORIZER_ENVIRONMENT,
  FORWARDER_ENVIRONMENT,
  REGISTRAR_ENVIRONMENT,
} from '../../lambda/contract/function-environments';
import { AuthorizerCache, CredentialHeader } from '../../lib';
import { packageRoot } from '../../lib/private/package-root';
import { BundledCode } from '../../lib/private/bundled-function';
import { ConfigurationError } from '../../lib/private/validation';
import { AUTHORIZER, FORWARDER, functionOf, functionsOf, newProxy, newStack, REGISTRAR } from './synthesized';

describe('functions', () => {
  // With all that a function can be told of.
  const authorizerCache = AuthorizerCache.keyedBy({ credentialHeader: CredentialHeader.AUTHORIZATION });
  const proxy = newProxy({ authorizerCache });
  const stack = Stack.of(proxy);

  test.each([
    [AUTHORIZER, AUTHORIZER_ENVIRONMENT],
    [FORWARDER, FORWARDER_ENVIRONMENT],
    [REGISTRAR, REGISTRAR_ENVIRONMENT],
  ])('%s: the environment decodes through its own shape', (description, shape) => {
    const { properties } = functionOf(stack, description);
    const variables = Object.fromEntries(
      Object.entries(properties.Environment.Variables).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : 'known-at-deploy',
      ]),
    );

    expect(Object.keys(decodeEnvironment(shape, variables))).toEqual(Object.keys(shape));
    expect(Object.keys(variables).sort()).toEqual(
      Object.values(shape)
        .map(({ name }) => name)
        .sort(),
    );
  });

  test('code is staged once a function, with its one file beside it and no source map', () => {
    const folders = functionsOf(stack).map(({ folder }) => folder);
    const staged = readdirSync((stack.node.root as App).outdir).filter((name) => name.startsWith('asset.'));

    expect(staged.sort()).toEqual(folders.map((folder) => path.basename(folder)).sort());
    for (const folder of folders) {
      expect(readdirSync(folder).filter((name) => /\.map$/.test(name))).toEqual([]);
    }
    expect(readdirSync(functionOf(stack, FORWARDER).folder).sort()).toEqual(['api-document.json', 'index.js']);
  });

  test('the assets manifest publishes exactly what the template names', () => {
    const assembly = (stack.node.root as App).synth();
    const [manifest] = assembly.artifacts
      .filter((artifact) => 'contents' in artifact)
      .map((artifact) => (artifact as unknown as { contents: { files: Record<string, any> } }).contents);
    const published = Object.entries(manifest!.files).filter(([, { source }]) => source.packaging === 'zip');

    expect(published.map(([hash]) => `${hash}.zip`).sort()).toEqual(
      functionsOf(stack)
        .map(({ properties }) => properties.Code.S3Key)
        .sort(),
    );
  });

  test('an unchanged tree makes the same assets again', () => {
    const keys = (from: Stack): string[] => functionsOf(from).map(({ properties }) => properties.Code.S3Key);

    expect(keys(Stack.of(newProxy({ authorizerCache })))).toEqual(keys(stack));
  });
});

test('a bundle that was never built is refused with the remedy', () => {
  const stack = newStack();
  const code = new BundledCode('nosuch' as never).bind(stack);

  expect(() => stack.resolve(code.s3Location!.objectKey)).toThrow(
    '[assets/nosuch] bundle: given nothing; allowed: a folder with index.js. Run `npm run bundle` in the package.',
  );
});

test('the package’s folder is found from sources and from what is compiled of them', () => {
  const root = path.join(__dirname, '..', '..');

  expect(packageRoot()).toBe(root);
  expect(packageRoot(path.join(root, 'dist', 'lib', 'private'))).toBe(root);
  expect(() => packageRoot(path.parse(root).root)).toThrow(/Install the package again/);
});

test('configuration errors are known by a symbol, across copies of the package', () => {
  const error = new ConfigurationError('Here', { what: 'x', given: 'y'.repeat(200), allowed: 'z', remedy: 'Do.' });

  expect(ConfigurationError.isConfigurationError(error)).toBe(true);
  expect(ConfigurationError.isConfigurationError(new Error('no'))).toBe(false);
  expect(ConfigurationError.isConfigurationError(undefined)).toBe(false);
  expect(error.name).toBe('ConfigurationError');
  expect(error.message).toMatch(/^\[Here\] x: given "y{118}…; allowed: z\. Do\.$/);
});
