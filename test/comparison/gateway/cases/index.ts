import type { GatewayCase } from '../gateway-case';
import { AUTHORIZER_CASES } from './authorizer';
import { EVENT_CASES } from './event';
import { GATEWAY_RESPONSE_CASES } from './gateway-responses';
import { INTEGRATION_CASES } from './integration';
import { KEY_CASES } from './keys-and-limits';
import { ROUTING_CASES } from './routing';

/** Every case on a gateway; names are unique. */
export const GATEWAY_CASES: readonly GatewayCase[] = [
  ...ROUTING_CASES,
  ...EVENT_CASES,
  ...AUTHORIZER_CASES,
  ...KEY_CASES,
  ...GATEWAY_RESPONSE_CASES,
  ...INTEGRATION_CASES,
];
