import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { decodeEnvironment, ENVIRONMENT_LIMIT_BYTES } from '../../lambda/contract/environment';
import {
  AUTHORIZER_ENVIRONMENT,
  FORWARDER_ENVIRONMENT,
  REGISTRAR_ENVIRONMENT,
} from '../../lambda/contract/function-environments';
import { removeAssembly, synthesize } from '../support/sample-assembly';

interface Resource {
  readonly Type: string;
  readonly Properties: { readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> } };
}

const SHAPES = [AUTHORIZER_ENVIRONMENT, FORWARDER_ENVIRONMENT, REGISTRAR_ENVIRONMENT];

describe('the synthesized sample', () => {
  let assembly: string;

  beforeAll(() => {
    assembly = synthesize();
  });

  afterAll(() => removeAssembly(assembly));

  function functions(): [string, Readonly<Record<string, string>>][] {
    const file = readdirSync(assembly).find((name) => name.endsWith('.template.json')) as string;
    const { Resources } = JSON.parse(readFileSync(path.join(assembly, file), 'utf8')) as {
      Resources: Readonly<Record<string, Resource>>;
    };
    return Object.entries(Resources)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
      .map(([id, { Properties }]) => [
        id,
        // What is known only at deploy time stands as a name here, as any text would.
        Object.fromEntries(
          Object.entries(Properties.Environment?.Variables ?? {}).map(([name, value]) => [
            name,
            typeof value === 'string' ? value : JSON.stringify(value),
          ]),
        ),
      ]);
  }

  test('every function’s environment decodes through exactly one of the contract’s codecs', () => {
    const found = functions();

    const fits = found.map(([id, variables]) => ({
      id,
      shapes: SHAPES.filter((shape) => {
        const names: readonly string[] = Object.values(shape).map(({ name }) => name);
        return Object.keys(variables).every((name) => names.includes(name)) && decodes(shape, variables);
      }).length,
    }));

    expect(found.length).toBe(4);
    expect(fits.filter(({ shapes }) => shapes !== 1)).toEqual([]);
  });

  test(`no function's environment is over ${ENVIRONMENT_LIMIT_BYTES} bytes`, () => {
    const sizes = functions().map(([, variables]) => Buffer.byteLength(Object.entries(variables).flat().join('')));

    expect(Math.max(...sizes)).toBeLessThanOrEqual(ENVIRONMENT_LIMIT_BYTES);
  });
});

function decodes(shape: (typeof SHAPES)[number], variables: Readonly<Record<string, string>>): boolean {
  try {
    decodeEnvironment(shape, variables);
    return true;
  } catch {
    return false;
  }
}
