/** Run as a program: installs the newest CDK beside the oldest and prints its folder. */
import { npmPackages } from '../support/installed-tools';
import { LATEST_CDK } from './cdk-versions';

const packages = Object.entries(LATEST_CDK).map(([name, version]) => `${name}@${version}`);
process.stdout.write(npmPackages('cdk-latest', packages));
