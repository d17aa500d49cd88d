import { createHash, createHmac } from 'node:crypto';

/** SHA-256, keyed where there is a key, as the signer asks for it. */
export class SigningHash {
  readonly #hash: { update(bytes: string | Uint8Array): unknown; digest(): Buffer };

  public constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(key));
  }

  public update(bytes: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(bytes));
  }

  public async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  /** The signer never uses one twice. */
  public reset(): void {
    throw new Error('A digest is made once.');
  }
}

function bytesOf(source: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof source === 'string') {
    return source;
  }
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
