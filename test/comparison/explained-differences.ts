import { AUTHORIZER_DIFFERENCES } from './explained/authorizer';
import { EVENT_DIFFERENCES } from './explained/event';
import { GATEWAY_RESPONSE_DIFFERENCES } from './explained/gateway-responses';
import { INTEGRATION_DIFFERENCES } from './explained/integration';
import { LIMIT_DIFFERENCES } from './explained/limits';
import { ROUTING_DIFFERENCES } from './explained/routing';
import type { ExplainedDifference } from './explained-difference';
import { REFUSED_TEMPLATE_DIFFERENCES } from './gateway/refused-templates';

/** The gateway: every known difference between the twin and MiniStack. */
export const GATEWAY_DIFFERENCES: readonly ExplainedDifference[] = [
  ...ROUTING_DIFFERENCES,
  ...EVENT_DIFFERENCES,
  ...AUTHORIZER_DIFFERENCES,
  ...LIMIT_DIFFERENCES,
  ...GATEWAY_RESPONSE_DIFFERENCES,
  ...INTEGRATION_DIFFERENCES,
  ...REFUSED_TEMPLATE_DIFFERENCES,
];

/** Secrets Manager and DynamoDB. */
export { REGISTRY_DIFFERENCES } from './explained/registry';
export { MINISTACK_SECRET_DIFFERENCES } from './explained/secrets-ministack';
export { MOTO_SECRET_DIFFERENCES } from './explained/secrets-moto';
