import type { ResourceType } from '../resource-type';
import { customResource } from './custom-resource';
import { dynamodbTable } from './dynamodb-table';
import { key, managedPolicy, policy, role, secretPolicy } from './iam';
import { lambdaFunction } from './lambda-function';
import { lambdaEventInvokeConfig, lambdaPermission, lambdaVersion } from './lambda-parts';
import { restApi } from './rest-api';
import { restApiAuthorizer } from './rest-api-authorizer';
import { restApiMethod } from './rest-api-method';
import {
  basePathMapping,
  domainName,
  gatewayResponse,
  restApiAccount,
  restApiDeployment,
  restApiResource,
} from './rest-api-parts';
import { restApiStage } from './rest-api-stage';
import { secret } from './secret';
import { surroundings } from './surroundings';
import { apiKey, usagePlan, usagePlanKey } from './usage-plan';

const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  ...surroundings,
  'AWS::ApiGateway::Account': restApiAccount,
  'AWS::ApiGateway::ApiKey': apiKey,
  'AWS::ApiGateway::Authorizer': restApiAuthorizer,
  'AWS::ApiGateway::BasePathMapping': basePathMapping,
  'AWS::ApiGateway::Deployment': restApiDeployment,
  'AWS::ApiGateway::DomainName': domainName,
  'AWS::ApiGateway::GatewayResponse': gatewayResponse,
  'AWS::ApiGateway::Method': restApiMethod,
  'AWS::ApiGateway::Resource': restApiResource,
  'AWS::ApiGateway::RestApi': restApi,
  'AWS::ApiGateway::Stage': restApiStage,
  'AWS::ApiGateway::UsagePlan': usagePlan,
  'AWS::ApiGateway::UsagePlanKey': usagePlanKey,
  'AWS::CloudFormation::CustomResource': customResource,
  'AWS::DynamoDB::Table': dynamodbTable,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::KMS::Key': key,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::EventInvokeConfig': lambdaEventInvokeConfig,
  'AWS::Lambda::Permission': lambdaPermission,
  'AWS::Lambda::Version': lambdaVersion,
  'AWS::SecretsManager::ResourcePolicy': secretPolicy,
  'AWS::SecretsManager::Secret': secret,
};

/** @returns how the twin makes this type; `undefined` where it does not. */
export function resourceType(type: string): ResourceType | undefined {
  return type.startsWith('Custom::') ? customResource : RESOURCE_TYPES[type];
}

export const SUPPORTED_TYPES: readonly string[] = [...Object.keys(RESOURCE_TYPES), 'Custom::*'];
