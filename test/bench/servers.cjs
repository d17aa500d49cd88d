// An upstream that answers 1 KB, and a proxy before it that checks nothing. Prints the two URLs, and ends with its input.
const http = require('node:http');

const body = Buffer.alloc(1024, 'x');
const upstream = http.createServer((_, response) => response.end(body));
const agent = new http.Agent({ keepAlive: true });

upstream.listen(0, '127.0.0.1', () => {
  const { port } = upstream.address();
  const proxy = http.createServer((request, response) => {
    const { host: _, ...headers } = request.headers;
    const onward = http.request(
      { port, host: '127.0.0.1', method: request.method, path: request.url, headers, agent },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward);
  });
  proxy.listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify([port, proxy.address().port].map((each) => `http://127.0.0.1:${each}`)));
  });
});
process.stdin.on('end', () => process.exit(0)).resume();
