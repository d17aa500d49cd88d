import { isInRange, parseAddressRange } from '../contract/address-range';

/**
 * Whether a request comes from where its principal's are expected to.
 *
 * @param sources address ranges; left out = anywhere. One that cannot be read admits nobody.
 */
export function isExpectedSource(sources: readonly string[] | undefined, address: string): boolean {
  return (
    sources === undefined ||
    sources.some((text) => {
      const range = parseAddressRange(text);
      return range !== undefined && isInRange(range, address);
    })
  );
}
