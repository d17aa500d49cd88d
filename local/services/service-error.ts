/** An error that an AWS service answers with. */
export class ServiceError extends Error {
  /** @param code for example `ResourceNotFoundException`. */
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = code;
  }
}
