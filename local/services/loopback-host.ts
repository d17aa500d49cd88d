import type { RequestListener } from 'node:http';

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/**
 * Serves only who names this machine. A page of another site reaches a loopback port by a name of its own that it lets
 * resolve to 127.0.0.1, and would read what is answered; its name then stands in `Host`.
 */
export function onlyLoopbackHost(listener: RequestListener): RequestListener {
  return (request, response) => {
    if (LOOPBACK.test(request.headers.host ?? '')) {
      listener(request, response);
      return;
    }
    response.writeHead(421, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ message: 'Host must be 127.0.0.1 or localhost: the twin serves this machine alone.' }),
    );
  };
}
