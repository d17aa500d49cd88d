import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PACKAGE_NAME = 'cdk-gatehouse';

/**
 * The package's folder, found upwards: sources stand one folder below it, the compiled package two.
 *
 * @throws Error where the files were copied away from their package.
 */
export function packageRoot(from: string = __dirname): string {
  for (let folder = from; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === PACKAGE_NAME) {
      return folder;
    }
  }
  throw new Error(`No package.json of ${PACKAGE_NAME} above ${from}. Install the package again.`);
}
