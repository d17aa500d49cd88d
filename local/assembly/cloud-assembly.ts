import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AssemblyError } from './assembly-error';

/** A synthesized CDK app: its stacks, each after the stacks it depends on. */
export interface CloudAssembly {
  readonly directory: string;
  readonly stacks: readonly AssemblyStack[];
}

export interface AssemblyStack {
  readonly name: string;
  /** From the stack's environment; `us-east-1` where the app is environment-agnostic. */
  readonly region: string;
  /** From the stack's environment; `000000000000` where the app is environment-agnostic. */
  readonly accountId: string;
  readonly template: StackTemplate;
  /** Absolute path of each file asset, by its object key in the asset bucket. */
  readonly assets: ReadonlyMap<string, string>;
  /** What relative asset paths start from. */
  readonly directory: string;
}

export interface StackTemplate {
  readonly Parameters?: Readonly<Record<string, { readonly Type?: string; readonly Default?: unknown }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

interface Artifact {
  readonly type?: string;
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

const SYNTH_AGAIN = 'Run `cdk synth` again and give its output directory';

/**
 * @param given what `cdk synth` wrote, usually `cdk.out`.
 * @throws AssemblyError where a file is missing, is not JSON, or lacks a part that the twin reads.
 */
export function readCloudAssembly(given: string): CloudAssembly {
  // Functions load their code from it, which takes an absolute path.
  const directory = resolve(given);
  const stacks = readStacks(directory);
  if (stacks.length === 0) {
    throw new AssemblyError(join(directory, 'manifest.json'), 'has no stack', SYNTH_AGAIN);
  }
  return { directory, stacks };
}

function readStacks(directory: string): AssemblyStack[] {
  const manifestFile = join(directory, 'manifest.json');
  if (!existsSync(manifestFile)) {
    throw new AssemblyError(directory, 'holds no manifest.json, so it is not a cloud assembly', SYNTH_AGAIN);
  }
  const artifacts = readObject(manifestFile)['artifacts'] as Record<string, Artifact> | undefined;
  if (!isObject(artifacts)) throw new AssemblyError(manifestFile, '`artifacts` is missing', SYNTH_AGAIN);
  const assets = readAssets(directory, artifacts);
  const stacks: AssemblyStack[] = [];
  for (const id of inDependencyOrder(artifacts, manifestFile)) {
    const artifact = artifacts[id] as Artifact;
    const text = (name: string) => requireText(artifact, name, `${manifestFile}, artifact ${id}`);
    if (artifact.type === 'cdk:cloud-assembly') stacks.push(...readStacks(join(directory, text('directoryName'))));
    if (artifact.type !== 'aws:cloudformation:stack') continue;
    const templateFile = join(directory, text('templateFile'));
    const stackName = artifact.properties?.['stackName'];
    const environment = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '');
    stacks.push({
      name: typeof stackName === 'string' ? stackName : id,
      accountId: concrete(environment?.[1], '000000000000'),
      region: concrete(environment?.[2], 'us-east-1'),
      template: readTemplate(templateFile),
      assets,
      directory,
    });
  }
  return stacks;
}

function readTemplate(file: string): StackTemplate {
  const template = readObject(file);
  if (!isObject(template['Resources'])) throw new AssemblyError(file, '`Resources` is missing', SYNTH_AGAIN);
  for (const [logicalId, resource] of Object.entries(template['Resources'])) {
    if (!isObject(resource) || typeof resource['Type'] !== 'string') {
      throw new AssemblyError(file, `resource ${logicalId} has no \`Type\``, SYNTH_AGAIN);
    }
  }
  return template as unknown as StackTemplate;
}

function readAssets(directory: string, artifacts: Record<string, Artifact>): Map<string, string> {
  const paths = new Map<string, string>();
  for (const [id, artifact] of Object.entries(artifacts)) {
    if (artifact.type !== 'cdk:asset-manifest') continue;
    const file = join(directory, requireText(artifact, 'file', `${join(directory, 'manifest.json')}, artifact ${id}`));
    for (const asset of Object.values(readObject(file)['files'] ?? {}) as Record<string, unknown>[]) {
      const path = (asset['source'] as { path?: string } | undefined)?.path;
      if (path === undefined) continue;
      for (const destination of Object.values(asset['destinations'] ?? {}) as { objectKey?: string }[]) {
        if (destination.objectKey !== undefined) paths.set(destination.objectKey, join(directory, path));
      }
    }
  }
  return paths;
}

function inDependencyOrder(artifacts: Record<string, Artifact>, manifestFile: string): string[] {
  const ordered = new Set<string>();
  const visit = (id: string, path: readonly string[]) => {
    if (ordered.has(id) || artifacts[id] === undefined) return;
    if (path.includes(id)) {
      throw new AssemblyError(
        manifestFile,
        `artifacts depend on each other: ${[...path, id].join(' → ')}`,
        SYNTH_AGAIN,
      );
    }
    for (const dependency of artifacts[id].dependencies ?? []) visit(dependency, [...path, id]);
    ordered.add(id);
  };
  for (const id of Object.keys(artifacts)) visit(id, []);
  return [...ordered];
}

function requireText(artifact: Artifact, name: string, place: string): string {
  const value = artifact.properties?.[name];
  if (typeof value !== 'string') throw new AssemblyError(place, `property \`${name}\` is missing`, SYNTH_AGAIN);
  return value;
}

function readObject(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new AssemblyError(file, 'cannot be read', SYNTH_AGAIN);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Falls through to the same fault: a parser's position says nothing about a generated file.
  }
  throw new AssemblyError(file, 'is not a JSON object', SYNTH_AGAIN);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function concrete(value: string | undefined, otherwise: string): string {
  return value === undefined || value.startsWith('unknown-') ? otherwise : value;
}
