// The template validator costs seconds in every test process; test/compliance switches it on again.
process.env.CDK_VALIDATION ??= 'false';
process.env.JSII_DEPRECATED ??= 'quiet';
// What the SDK will need next year says nothing about this run.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
