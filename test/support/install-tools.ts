/** Installs what tests against other implementations need, so that they find it there: `.ci/run` does so early. */
import installCheckers from '../compliance/install-checkers';
import { lambdaNodeFolder, pythonPrograms } from './installed-tools';

lambdaNodeFolder();
pythonPrograms('ministack');
pythonPrograms('moto');
installCheckers();
