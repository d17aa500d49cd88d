import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Declarations } from '../lambda/contract/declarations';
import { DECLARATIONS_FILE } from '../lambda/contract/function-environments';
import { CommandError } from './command-error';
import { DIFF_MESSAGES as MESSAGES } from './messages/diff-messages';

interface AssetManifest {
  readonly files?: Readonly<Record<string, { readonly source: { readonly path?: string } }>>;
}

/**
 * What the one access proxy of a cloud assembly declares; values that only a deploy knows are placeholders.
 *
 * @param folder as `cdk synth` writes it. @throws CommandError where it holds no proxy, or several.
 */
export function readAssemblyDeclarations(folder: string): Declarations {
  if (!existsSync(path.join(folder, 'manifest.json'))) {
    throw new CommandError(MESSAGES.noAssembly(folder));
  }
  // By the manifests: an earlier synth may have left assets of its own behind.
  const files = new Set(assetsOf(folder).map((asset) => path.join(asset, DECLARATIONS_FILE)));
  const found = [...files].filter((file) => existsSync(file));
  const [file, another] = found;
  if (file === undefined || another !== undefined) {
    throw new CommandError(MESSAGES.proxies(folder, found.length));
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Declarations;
}

/** Folders of all assets, nested assemblies included. */
function assetsOf(folder: string): string[] {
  const names = readdirSync(folder, { withFileTypes: true });
  const nested = names.filter((entry) => entry.isDirectory() && entry.name.startsWith('assembly-'));
  const manifests = names.filter(({ name }) => name.endsWith('.assets.json'));
  return [
    ...manifests.flatMap(({ name }) => {
      const { files = {} } = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as AssetManifest;
      return Object.values(files).flatMap(({ source }) =>
        source.path === undefined ? [] : [path.join(folder, source.path)],
      );
    }),
    ...nested.flatMap(({ name }) => assetsOf(path.join(folder, name))),
  ];
}
