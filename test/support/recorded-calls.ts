import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ServiceCall, ServiceCallObserver, StatementOrigin } from '../../local/permissions/service-call';
import { shapeOf } from '../permissions/arn-shape';
import { grantsOf } from '../permissions/grants';
import { ROOT } from './sample-assembly';

/** A call of a function, in words that are the same for every app. */
export interface RecordedCall {
  /** See `Grant.holder`. */
  readonly holder: string;
  readonly action: string;
  /** Kind of the resource that was asked for. */
  readonly resource: string;
  readonly outcome: ServiceCall['outcome'];
  /** What allowed it, as the policy has it. */
  readonly by?: { readonly action: string; readonly resource: string; readonly condition: string };
  /** Whether the test that made it means it to be refused. */
  readonly meant: boolean;
}

export const CALLS_FOLDER = path.join(ROOT, 'reports', 'calls');

export interface RecordingOptions {
  /** Whether calls are meant to be refused. @default false */
  readonly denialsMeant?: boolean;
  /** @default CALLS_FOLDER */
  readonly folder?: string;
}

let recorders = 0;

/**
 * Writes down which calls the functions of an assembly make, each kind once, as they come.
 *
 * @param assembly must still be there: functions are known by their construct's path.
 */
export function recordCalls(
  assembly: string,
  { denialsMeant = false, folder = CALLS_FOLDER }: RecordingOptions = {},
): ServiceCallObserver {
  const { functions, grants } = grantsOf('recorded', assembly);
  const conditions = new Map(grants.map(({ origin, condition }) => [placeOf(origin), condition]));
  recorders += 1;
  const file = path.join(folder, `${process.pid}-${recorders}.jsonl`);
  const known = new Set<string>();
  return ({ function: { stack, logicalId }, action, resource, outcome, by }) => {
    const call: RecordedCall = {
      holder: functions.get(`${stack}/${logicalId}`) ?? `${stack}/${logicalId}`,
      action,
      resource: shapeOf(resource),
      outcome,
      ...(by === undefined
        ? {}
        : {
            by: {
              action: by.action,
              resource: shapeOf(by.resource),
              condition: conditions.get(placeOf(by)) ?? '',
            },
          }),
      meant: outcome === 'allowed' || denialsMeant,
    };
    const line = JSON.stringify(call);
    if (!known.has(line)) {
      known.add(line);
      // Another run that starts meanwhile takes the folder away: all of it again, not the new line alone.
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, `${[...known].join('\n')}\n`);
    }
  };
}

function placeOf({ stack, logicalId, document, statement }: StatementOrigin): string {
  return `${stack}/${logicalId} ${document} ${statement}`;
}

/** @returns every call of the last test run; empty where nothing was recorded. */
export function recordedCalls(folder: string = CALLS_FOLDER): RecordedCall[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder)
    .sort()
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedCall);
}
