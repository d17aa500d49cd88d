import type { AccessStatus, AccessVerdict, LayerVerdict } from './access-judge';

/** How one verdict differs from another. */
export interface VerdictChange {
  readonly before: AccessStatus;
  readonly after: AccessStatus;
  readonly change: 'gained' | 'lost' | 'widened' | 'narrowed' | 'changed';
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

type Direction = 'same' | 'wider' | 'narrower' | 'unknown';

/** @returns `undefined` where both permit the same requests, as far as the policies' texts are the same. */
export function verdictChange(before: AccessVerdict, after: AccessVerdict): VerdictChange | undefined {
  const change = changeOf(before, after);
  if (change === undefined) {
    return undefined;
  }
  const [old, fresh] = [textsOf(before), textsOf(after)];
  return {
    before: before.status,
    after: after.status,
    change,
    removed: [...old].filter((text) => !fresh.has(text)).sort(),
    added: [...fresh].filter((text) => !old.has(text)).sort(),
  };
}

function changeOf(before: AccessVerdict, after: AccessVerdict): VerdictChange['change'] | undefined {
  if (before.status !== 'conditional' || after.status !== 'conditional') {
    return changeOfStatus(before.status, after.status);
  }
  const [global, tenant] = after.layers;
  const directions = [directionOf(before.layers[0], global), directionOf(before.layers[1], tenant)].filter(
    (direction) => direction !== 'same',
  );
  if (directions.length === 0) {
    return undefined;
  }
  if (directions.every((direction) => direction === 'wider')) {
    return 'widened';
  }
  return directions.every((direction) => direction === 'narrower') ? 'narrowed' : 'changed';
}

function changeOfStatus(before: AccessStatus, after: AccessStatus): VerdictChange['change'] | undefined {
  if (before === after) {
    return undefined;
  }
  if (before === 'never') {
    return 'gained';
  }
  if (after === 'never') {
    return 'lost';
  }
  return after === 'always' ? 'widened' : 'narrowed';
}

/** More permits or fewer forbids permit at least as much, and the other way round. */
function directionOf(before: LayerVerdict, after: LayerVerdict): Direction {
  if (before.status !== 'conditional' || after.status !== 'conditional') {
    // `never` in either layer would have been the whole verdict's.
    const wider = after.status === 'always';
    return before.status === after.status ? 'same' : wider ? 'wider' : 'narrower';
  }
  const wider = isWithin(before.permits, after.permits) && isWithin(after.forbids, before.forbids);
  const narrower = isWithin(after.permits, before.permits) && isWithin(before.forbids, after.forbids);
  if (wider) {
    return narrower ? 'same' : 'wider';
  }
  return narrower ? 'narrower' : 'unknown';
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((text) => all.has(text));
}

function textsOf({ layers }: AccessVerdict): Set<string> {
  return new Set(layers.flatMap(({ permits, forbids }) => [...permits, ...forbids]));
}
