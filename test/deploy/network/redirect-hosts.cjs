'use strict';
/**
 * Preloaded into functions of an implementation that runs on this machine: connections to some names go to a loopback
 * port instead. Only sockets are changed: TLS, its certificate check and everything above it are the function's own.
 *
 * `GATEHOUSE_REDIRECTED_HOSTS` is a JSON object, port by host name.
 */
const net = require('node:net');

const ports = JSON.parse(process.env.GATEHOUSE_REDIRECTED_HOSTS ?? '{}');
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...given) {
  // Node passes on its own normalized form: a list of options and callback.
  const [options, ...rest] = Array.isArray(given[0]) ? given[0] : given;
  const port = Object.hasOwn(ports, options?.host ?? '') ? ports[options.host] : undefined;
  if (port === undefined) {
    return connect.apply(this, given);
  }
  return connect.call(this, { ...options, host: '127.0.0.1', port }, ...rest.filter((one) => one !== null));
};
