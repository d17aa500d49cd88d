// Loses V8's optimisation of Cedar's caller while its WebAssembly call is on the stack: up to Node 22 this ends the
// process, unless domain/cedar.ts sets its flag first. Run with --allow-natives-syntax.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { transformSync } = require('@swc/core');

Module._extensions['.ts'] = (module, file) => {
  const { code } = transformSync(readFileSync(file, 'utf8'), { filename: file, swcrc: true });
  module._compile(code, file);
};

const Cedar = require(path.join(__dirname, '..', '..', 'lambda', 'domain', 'cedar.ts')).loadCedar();
Cedar.preparsePolicySet('x', { staticPolicies: { p: 'permit(principal, action, resource);' } });
let armed = false;
const context = {
  get a() {
    if (armed) {
      %DeoptimizeFunction(Cedar.statefulIsAuthorized);
    }
    return 1;
  },
};
const call = {
  preparsedPolicySetId: 'x',
  principal: { type: 'U', id: 'u' },
  action: { type: 'Action', id: 'G' },
  resource: { type: 'R', id: 'r' },
  context,
  entities: [],
};
%PrepareFunctionForOptimization(Cedar.statefulIsAuthorized);
for (let index = 0; index < 200; index += 1) {
  Cedar.statefulIsAuthorized(call);
}
%OptimizeFunctionOnNextCall(Cedar.statefulIsAuthorized);
Cedar.statefulIsAuthorized(call);
armed = true;
const answer = Cedar.statefulIsAuthorized(call);
console.log('survived', answer.response.decision);
