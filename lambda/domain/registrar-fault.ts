/** Raised where publishing cannot go on; its message says what to do, holds nothing secret, and is shown to people. */
export class RegistrarFault extends Error {
  public override readonly name: string = 'RegistrarFault';
}
