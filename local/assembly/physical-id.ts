import { createHash } from 'node:crypto';

/** Names for what one template declares; the same template gets the same names at every start. */
export class PhysicalId {
  constructor(
    private readonly stackName: string,
    private readonly logicalId: string,
  ) {}

  /** Lower-case letters and digits, as API Gateway's own ids are. */
  short(length = 10): string {
    return base36(this.digest(), length);
  }

  /** As CloudFormation names a resource: stack, logical id, 12 characters that differ by resource. */
  name(maxLength = 255): string {
    const suffix = base36(this.digest(), 12).toUpperCase();
    return `${`${this.stackName}-${this.logicalId}`.slice(0, maxLength - 13)}-${suffix}`;
  }

  /** Letters and digits of both cases, as Secrets Manager appends to a secret's name. */
  suffix(): string {
    return this.digest()
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 6);
  }

  uuid(): string {
    const hex = this.digest().toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  private digest(): Buffer {
    return createHash('sha256').update(`${this.stackName}\n${this.logicalId}`).digest();
  }
}

function base36(digest: Buffer, length: number): string {
  return BigInt(`0x${digest.toString('hex')}`)
    .toString(36)
    .padStart(length, '0')
    .slice(-length);
}
