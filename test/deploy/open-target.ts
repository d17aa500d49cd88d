import { openAws } from './aws-target';
import type { DeployTarget, TargetName } from './deploy-target';
import { openMiniStack } from './ministack-target';

/** Opens a target; whoever does closes it. */
export function openTarget(name: TargetName): Promise<DeployTarget> {
  return name === 'aws' ? openAws() : openMiniStack();
}
