'use strict';
// An upstream on the public network: answers every request with what it saw of it, as the twin's does, and serves the
// keys of the issuer that the deploy test signs with.
const { createHash } = require('node:crypto');

/** Names whose values are described, not shown. */
const CREDENTIAL = /^(authorization|proxy-authorization|cookie|.*\b(api-?key|key|token|secret|password))$/i;

exports.handler = async (event) => {
  const { rawPath, rawQueryString, headers, requestContext, body = '', isBase64Encoded } = event;
  if (rawPath === '/.well-known/jwks.json') {
    return answer(process.env.GATEHOUSE_JWKS);
  }
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const shown = Object.entries(headers)
    // What stands in front of the function adds these; no client of it does.
    .filter(([name]) => !/^x-(amzn-|forwarded-)/.test(name))
    .map(([name, value]) => [name, CREDENTIAL.test(name) ? `value (${value.length} characters)` : value]);
  return answer(
    JSON.stringify({
      method: requestContext.http.method,
      url: rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`,
      headers: Object.fromEntries(shown),
      bodyBytes: bytes.length,
      bodySha256: createHash('sha256').update(bytes).digest('hex'),
    }),
  );
};

function answer(body) {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
}
