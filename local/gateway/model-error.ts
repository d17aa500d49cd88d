import { TwinError } from '../twin-error';

/** A model that API Gateway would not deploy, or that the twin does not know how to serve. */
export class GatewayModelError extends TwinError {
  /**
   * @param place what is wrong, for example `authorizer abc`.
   * @param given the value found.
   * @param allowed what may stand there.
   * @param remedy what to do.
   */
  constructor(place: string, given: string, allowed: string, remedy: string) {
    super(`The gateway cannot serve ${place}: got ${given}, allowed is ${allowed}; ${remedy}.`);
    this.name = 'GatewayModelError';
  }
}
