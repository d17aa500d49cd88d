import { ANSWER, AUTHORIZER, ECHO } from './functions';

type Json = unknown;

/** A CloudFormation template whose functions' code is left to whoever deploys it. */
export interface GatewayTemplate {
  readonly Resources: Readonly<Record<string, Json>>;
  readonly Outputs: Readonly<Record<string, Json>>;
}

export interface MethodOptions {
  readonly authorizer?: string;
  readonly keyed?: boolean;
  /** @default 'POST' */
  readonly integrationMethod?: string;
}

/** Where a function's source is to stand: inline for CloudFormation, in a directory for the twin. */
export type CodeOf = (name: string, source: string) => Json;

/** The stage's name on every side. */
export const STAGE = 'prod';

const ref = (id: string) => ({ Ref: id });
const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });
const join = (...parts: Json[]) => ({ 'Fn::Join': ['', parts] });

/** One REST API with its stage, written resource by resource, so that nothing in it is a construct's default. */
export class GatewayStack {
  readonly #resources: Record<string, Json> = {};
  readonly #methods: string[] = [];
  readonly #codeOf: CodeOf;
  readonly #settings: Json[] = [];

  constructor(name: string, codeOf: CodeOf, api: Readonly<Record<string, Json>> = {}) {
    this.#codeOf = codeOf;
    this.#resources['Api'] = {
      Type: 'AWS::ApiGateway::RestApi',
      Properties: {
        Name: name,
        ApiKeySourceType: 'HEADER',
        EndpointConfiguration: { Types: ['REGIONAL'] },
        ...api,
      },
    };
    this.#resources['Role'] = {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
      },
    };
    this.#function('Echo', ECHO, 'echo');
    this.#function('Other', ECHO, 'other');
    this.#function('Answer', ANSWER, 'answer');
    this.#function('Decide', AUTHORIZER, 'decide');
  }

  /** A REQUEST authorizer by this name. */
  authorizer(name: string, ttl: number, identitySource?: string): this {
    this.#resources[name] = {
      Type: 'AWS::ApiGateway::Authorizer',
      Properties: {
        RestApiId: ref('Api'),
        Name: name,
        Type: 'REQUEST',
        AuthorizerUri: uriOf('Decide'),
        AuthorizerResultTtlInSeconds: ttl,
        ...(identitySource === undefined ? {} : { IdentitySource: identitySource }),
      },
    };
    return this;
  }

  /** @param path `/` or `/a/{b}`; resources on the way are made with it. */
  resource(path: string): this {
    this.#resourceOf(path);
    return this;
  }

  /** A Lambda proxy method. @param target `Echo`, `Other` or `Answer`. */
  method(verb: string, path: string, target = 'Echo', options: MethodOptions = {}): this {
    this.#method(verb, path, options, {
      Type: 'AWS_PROXY',
      IntegrationHttpMethod: options.integrationMethod ?? 'POST',
      Uri: uriOf(target),
    });
    return this;
  }

  /** A mock method as CDK writes a CORS preflight. */
  preflight(path: string, contentHandling?: string): this {
    const names = { 'Access-Control-Allow-Origin': "'https://app.example'", Vary: "'Origin'" };
    const parameters = Object.entries(names).map(([name, value]) => [`method.response.header.${name}`, value]);
    this.#method(
      'OPTIONS',
      path,
      {},
      {
        Type: 'MOCK',
        RequestTemplates: { 'application/json': '{ statusCode: 200 }' },
        ...(contentHandling === undefined ? {} : { ContentHandling: contentHandling }),
        IntegrationResponses: [{ StatusCode: '204', ResponseParameters: Object.fromEntries(parameters) }],
      },
      [{ StatusCode: '204', ResponseParameters: Object.fromEntries(parameters.map(([name]) => [name, true])) }],
    );
    return this;
  }

  gatewayResponse(type: string, properties: Readonly<Record<string, Json>>): this {
    this.#resources[`Response${type.replaceAll('_', '')}`] = {
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: { RestApiId: ref('Api'), ResponseType: type, ...properties },
    };
    return this;
  }

  /** @param path as a resource's, `/a/{b}`. */
  throttle(path: string, verb: string, rate: number, burst: number): this {
    this.#settings.push({
      ResourcePath: `/${path.replaceAll('/', '~1')}`,
      HttpMethod: verb,
      ThrottlingRateLimit: rate,
      ThrottlingBurstLimit: burst,
    });
    return this;
  }

  /** A key, and a plan of its own where `plan` is given. */
  key(name: string, value: string, enabled: boolean, plan?: Readonly<Record<string, Json>>): this {
    this.#resources[`Key${name}`] = {
      Type: 'AWS::ApiGateway::ApiKey',
      Properties: { Name: `comparison-${name}`, Value: value, Enabled: enabled },
    };
    if (plan === undefined) return this;
    this.#resources[`Plan${name}`] = {
      Type: 'AWS::ApiGateway::UsagePlan',
      DependsOn: ['Stage'],
      Properties: {
        UsagePlanName: `comparison-${name}`,
        ApiStages: [{ ApiId: ref('Api'), Stage: ref('Stage') }],
        ...plan,
      },
    };
    this.#resources[`PlanKey${name}`] = {
      Type: 'AWS::ApiGateway::UsagePlanKey',
      Properties: { KeyId: ref(`Key${name}`), KeyType: 'API_KEY', UsagePlanId: ref(`Plan${name}`) },
    };
    return this;
  }

  template(stage: Readonly<Record<string, Json>> = {}): GatewayTemplate {
    const responses = Object.keys(this.#resources).filter((id) => id.startsWith('Response'));
    return {
      Resources: {
        ...this.#resources,
        Deployment: {
          Type: 'AWS::ApiGateway::Deployment',
          DependsOn: [...this.#methods, ...responses],
          Properties: { RestApiId: ref('Api') },
        },
        Stage: {
          Type: 'AWS::ApiGateway::Stage',
          Properties: {
            RestApiId: ref('Api'),
            StageName: STAGE,
            DeploymentId: ref('Deployment'),
            ...(this.#settings.length === 0 ? {} : { MethodSettings: this.#settings }),
            ...stage,
          },
        },
      },
      Outputs: { ApiId: { Value: ref('Api') } },
    };
  }

  #function(id: string, source: string, label: string): void {
    this.#resources[id] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 10,
        Role: attribute('Role', 'Arn'),
        Environment: { Variables: { LABEL: label } },
        Code: this.#codeOf(id, source),
      },
    };
    this.#resources[`${id}Permission`] = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: attribute(id, 'Arn'),
        Principal: 'apigateway.amazonaws.com',
      },
    };
  }

  #method(verb: string, path: string, options: MethodOptions, integration: Json, responses?: Json): void {
    const id = `Method${verb}${idOf(path)}`;
    this.#methods.push(id);
    this.#resources[id] = {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: ref('Api'),
        ResourceId: this.#resourceOf(path),
        HttpMethod: verb,
        ...(options.authorizer === undefined
          ? { AuthorizationType: 'NONE' }
          : { AuthorizationType: 'CUSTOM', AuthorizerId: ref(options.authorizer) }),
        ApiKeyRequired: options.keyed ?? false,
        Integration: integration,
        ...(responses === undefined ? {} : { MethodResponses: responses }),
      },
    };
  }

  #resourceOf(path: string): Json {
    if (path === '/') return attribute('Api', 'RootResourceId');
    const id = `Resource${idOf(path)}`;
    if (this.#resources[id] === undefined) {
      const cut = path.lastIndexOf('/');
      const ParentId = this.#resourceOf(path.slice(0, cut) || '/');
      this.#resources[id] = {
        Type: 'AWS::ApiGateway::Resource',
        Properties: { RestApiId: ref('Api'), ParentId, PathPart: path.slice(cut + 1) },
      };
    }
    return ref(id);
  }
}

function uriOf(functionId: string): Json {
  return join(
    'arn:aws:apigateway:',
    ref('AWS::Region'),
    ':lambda:path/2015-03-31/functions/',
    attribute(functionId, 'Arn'),
    '/invocations',
  );
}

/** A logical id for a path; two paths that differ in letters and digits get different ones. */
function idOf(path: string): string {
  return path.replace(/[^A-Za-z0-9]+/g, 'X').replace(/X$/, path.includes('+') ? 'Greedy' : 'P');
}
