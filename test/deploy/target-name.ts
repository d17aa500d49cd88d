import type { TargetName } from './deploy-target';

const TARGETS: readonly TargetName[] = ['ministack', 'aws'];
const VARIABLE = 'GATEHOUSE_DEPLOY_TARGET';

/** @throws Error where it is none. */
export function parseTarget(text: string): TargetName {
  const found = TARGETS.find((name) => name === text);
  if (found === undefined) {
    throw new Error(`--target is "${text}"; allowed: ${TARGETS.join(', ')}. Leave it out for ${TARGETS[0]}.`);
  }
  return found;
}

/** The environment that tells {@link requestedTarget} in another process. */
export function requestTarget(target: TargetName): Record<string, string> {
  return { [VARIABLE]: target };
}

/** @throws Error where it names none. */
export function requestedTarget(environment: Readonly<Record<string, string | undefined>>): TargetName {
  return parseTarget(environment[VARIABLE] ?? 'ministack');
}
