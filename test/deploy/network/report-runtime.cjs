'use strict';
/**
 * Preloaded into functions of an implementation that runs on this machine: says which Node a function runs on, from
 * inside its own process.
 *
 * `GATEHOUSE_RUNTIME_REPORT` is the file that it adds a line to: function name and version.
 */
const { appendFileSync } = require('node:fs');

const { AWS_LAMBDA_FUNCTION_NAME: name, GATEHOUSE_RUNTIME_REPORT: file } = process.env;
if (name !== undefined && file !== undefined) {
  appendFileSync(file, `${name} ${process.version}\n`);
}
