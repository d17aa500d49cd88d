// Loads the authorizer's bundle and asks it the same twice, with a standard output that nobody reads any more.
// argv: folder of the bundle, file of the event. What it decided goes to descriptor 3.
const { readFileSync, writeSync } = require('node:fs');
const path = require('node:path');

const [, , folder, eventFile] = process.argv;
const { handler } = require(path.join(folder, 'index.js'));
const event = JSON.parse(readFileSync(eventFile, 'utf8'));

(async () => {
  for (let turn = 0; turn < 2; turn += 1) {
    const decided = await handler(event).then(
      (answer) => answer.policyDocument.Statement[0].Effect,
      (error) => error.code ?? error.message,
    );
    writeSync(3, `${decided}\n`);
  }
  process.exit(0);
})();
