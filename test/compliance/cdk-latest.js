// Required into every process of the second leg: aws-cdk-lib and constructs are the newest, whoever asks for them.
const Module = require('node:module');
const path = require('node:path');

const folder = process.env.GATEHOUSE_CDK_FOLDER;
if (folder !== undefined) {
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, parent, isMain, options) {
    const asked = /^(aws-cdk-lib|constructs)(\/|$)/.test(request);
    // Their own requests find what stands beside them.
    const inside = parent?.filename?.startsWith(`${folder}${path.sep}`) === true;
    return resolve.call(this, request, parent, isMain, asked && !inside ? { paths: [folder] } : options);
  };
}
