// One execution environment from its start to its first answer: loads a bundle, calls it once, and ends.
// argv: folder of the bundle, file of the event.
const dns = require('node:dns');
const { readFileSync } = require('node:fs');
const path = require('node:path');

// Functions refuse upstreams without a full name, so the name stands for this machine here.
const lookup = dns.lookup;
dns.lookup = (name, options, callback) => lookup('127.0.0.1', options, callback);

const [, , folder, eventFile] = process.argv;
const event = JSON.parse(readFileSync(eventFile, 'utf8'));
const { handler } = require(path.join(folder, 'index.js'));

handler(event, { getRemainingTimeInMillis: () => 30_000 }).then(
  (answer) => {
    const { user, system } = process.cpuUsage();
    process.stderr.write(`${JSON.stringify({ cpuMs: (user + system) / 1000, answer })}\n`, () => process.exit(0));
  },
  (error) => process.stderr.write(`${error.stack}\n`, () => process.exit(1)),
);
