import type { OperationsOutput } from '../../lambda/contract/operations-output';
import { CommandError } from '../command-error';
import { CONNECTION_MESSAGES } from '../messages/connection-messages';

/**
 * The one proxy that is meant.
 *
 * @param place for messages.
 * @param wanted its construct path, or the end of it; left out = the only one.
 * @throws CommandError for none and for several.
 */
export function chooseProxy(
  place: string,
  proxies: readonly OperationsOutput[],
  wanted: string | undefined,
): OperationsOutput {
  const paths = proxies.map(({ proxy }) => proxy);
  const [first, another] = proxies.filter(
    ({ proxy }) => wanted === undefined || proxy === wanted || proxy.endsWith(`/${wanted}`),
  );
  if (first !== undefined && another === undefined) {
    return first;
  }
  if (paths.length === 0) {
    throw new CommandError(CONNECTION_MESSAGES.noProxy(place));
  }
  throw new CommandError(
    first === undefined
      ? CONNECTION_MESSAGES.unknownProxy(place, String(wanted), paths)
      : CONNECTION_MESSAGES.severalProxies(place, paths),
  );
}

/** The proxies that a stack's outputs tell of, whatever the outputs are called. */
export function readOperationsOutputs(outputs: readonly string[]): OperationsOutput[] {
  return outputs.flatMap((text) => {
    if (!text.startsWith('{"gatehouse":1,')) {
      return [];
    }
    try {
      return [JSON.parse(text) as OperationsOutput];
    } catch {
      return [];
    }
  });
}
