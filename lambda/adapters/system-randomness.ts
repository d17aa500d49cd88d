import { randomBytes } from 'node:crypto';
import type { Randomness } from '../domain/ports';

/** The system's own generator. */
export const systemRandomness: Randomness = { base64url: (bytes) => randomBytes(bytes).toString('base64url') };
