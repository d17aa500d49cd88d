import type { ServerOptions } from 'node:http';

/**
 * Options for the `node:http` server in front of a gateway.
 *
 * The parser's own header limit lies well above API Gateway's, so that the gateway and not the parser answers 414 and
 * 431. `CONNECT` needs no option: without a listener for it, Node closes the connection.
 */
export const HTTP_SERVER_OPTIONS: ServerOptions = {
  insecureHTTPParser: false,
  maxHeaderSize: 64 * 1024,
  requireHostHeader: true,
  joinDuplicateHeaders: false,
};
