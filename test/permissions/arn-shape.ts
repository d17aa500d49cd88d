/** What kind of resource an ARN or pattern of a policy stands for; the same for every app. */
export function shapeOf(arn: string): string {
  const [, , service, , , ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (service === 'dynamodb') {
    return resource.replace(/^table\/[^/*?]+/, 'table');
  }
  if (service === 'secretsmanager') {
    return resource.endsWith('-??????') ? 'secret-??????' : resource.replace(/^secret:[^*?]+$/, 'secret');
  }
  if (service === 'kms') {
    return resource.replace(/^key\/[^*?]+$/, 'key');
  }
  if (service === 'logs') {
    // CloudFormation's own ARN of a log group ends so; it stands for the group's streams.
    return resource.replace(/^log-group:[^*?:]+(:\*)?$/, 'log group');
  }
  if (service === 'lambda') {
    return resource.replace(/^function:[^*?:]+(:[^*?:]+)?$/, 'function');
  }
  if (service === 'apigateway') {
    return resource
      .replace(/^\/usageplans\/[^/*?]+/, '/usageplans/{plan}')
      .replace(/^\/restapis\/[^/*?]+/, '/restapis/{api}')
      .replace(/\/deployments\/[^/*?]+$/, '/deployments/{deployment}')
      .replace(/\/stages\/[^/*?]+$/, '/stages/{stage}');
  }
  return arn;
}
