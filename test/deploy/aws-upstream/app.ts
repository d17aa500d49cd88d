/** The upstream and issuer of the sample on a real account, since those that it names exist nowhere. */
import { App, aws_lambda as lambda, CfnOutput, Stack } from 'aws-cdk-lib';

const app = new App();
const stack = new Stack(app, 'GatehouseDeployUpstream', { stackName: app.node.tryGetContext('stackName') });
const upstream = new lambda.Function(stack, 'Upstream', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromAsset(__dirname, { exclude: ['*.ts'] }),
  environment: { GATEHOUSE_JWKS: String(process.env['GATEHOUSE_JWKS']) },
});
const { url } = upstream.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
new CfnOutput(stack, 'Url', { value: url });
