// Sends one GET over and over on some connections, for a time. argv: URL, credential, connections, milliseconds.
// Prints how many were answered, and how many of those with 200.
const http = require('node:http');

const [, , url, credential, connections, milliseconds] = process.argv;
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(connections) });
const headers = { authorization: `Bearer ${credential}` };
const end = Date.now() + Number(milliseconds);
let answered = 0;
let fine = 0;

function next() {
  if (Date.now() >= end) {
    agent.destroy();
    return;
  }
  http
    .get(url, { agent, headers }, (response) => {
      response.resume();
      response.on('end', () => {
        answered += 1;
        fine += response.statusCode === 200 ? 1 : 0;
        next();
      });
    })
    .on('error', () => undefined);
}

for (let connection = 0; connection < Number(connections); connection += 1) {
  next();
}
process.on('exit', () => console.log(JSON.stringify({ answered, fine })));
