import { TwinError } from '../twin-error';

/** Why a cloud assembly cannot run in the twin: one line with the place, the fault and the remedy. */
export class AssemblyError extends TwinError {
  /**
   * @param place the file, or stack, logical id and type.
   * @param fault the value given and the values allowed; never a secret.
   * @param remedy what the reader can do, a whole sentence without its full stop.
   */
  constructor(place: string, fault: string, remedy: string) {
    super(`${place}: ${fault}. ${remedy}.`);
    this.name = 'TwinAssemblyError';
  }
}
