/** Small primes by which the moduli of the flawed generator give themselves away. */
const PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];
const GENERATOR = 65_537;

/** Remainders that 65537's powers leave, by prime. */
const REMAINDERS = PRIMES.map((prime) => {
  const remainders = new Set<number>();
  for (let power = 1; !remainders.has(power); power = (power * GENERATOR) % prime) {
    remainders.add(power);
  }
  return { prime: BigInt(prime), remainders };
});

/**
 * Whether an RSA modulus comes from the generator whose keys can be factored. One in 2^27 good keys looks so too.
 *
 * @see CVE-2017-15361
 */
export function isRocaModulus(modulus: bigint): boolean {
  return REMAINDERS.every(({ prime, remainders }) => remainders.has(Number(modulus % prime)));
}
