import { pythonPrograms } from '../support/installed-tools';
import { cfnGuardFolder } from './cfn-guard';

/** Before any suite: suites run side by side, and two of them must not install into one folder. */
export default function installCheckers(): void {
  pythonPrograms('checkers');
  cfnGuardFolder();
}
