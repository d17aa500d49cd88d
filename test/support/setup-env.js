// The template validator costs seconds in every test process; one suite switches it on again.
process.env.CDK_VALIDATION ??= 'false';
process.env.JSII_DEPRECATED ??= 'quiet';
