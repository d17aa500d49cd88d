/** Raised where an AWS service beside the registry refused a call or gave no answer. Nothing is half done by it. */
export class ServiceFault extends Error {
  public override readonly name = 'ServiceFault';

  /**
   * @param operation as AWS names it.
   * @param kind name of the error, as AWS names it.
   */
  public constructor(
    public readonly operation: string,
    public readonly kind: string,
    options?: ErrorOptions,
  ) {
    super(`AWS refused ${operation} (${kind}).`, options);
  }
}
