import { RegistrarFault } from './registrar-fault';

/** Raised where the account has no API Gateway key left in the region. */
export class KeyQuotaFault extends RegistrarFault {
  public override readonly name = 'KeyQuotaFault';

  public constructor() {
    super('API Gateway has no key left: an account has 10,000 in a region. Let tenants meter some of their users.');
  }
}
