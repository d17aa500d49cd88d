import type { aws_logs as logs } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { CorsDocument } from '../../lambda/contract/api-document';
import type { PolicyDeclaration } from '../../lambda/contract/declarations';
import type { IAccessProxy } from '../access-proxy-reference';
import type { ProtectedApi } from '../protected-api';
import { ConfigurationError } from './validation';

/** What protected APIs and policies need of a proxy, whether this app deploys it or another did. */
export interface ProxyHost extends IAccessProxy {
  readonly _cors: CorsDocument | undefined;
  /** Whether X-Ray traces forwarders that do not say. */
  readonly _tracing: boolean;
  /** Where records of forwarders in its stack go; left out = they need a log group of their own. */
  readonly _auditLogGroup: logs.ILogGroup | undefined;
  _attach(api: ProtectedApi): void;
  _addPolicy(place: Construct, policy: PolicyDeclaration): void;
}

/** @throws ConfigurationError for what is no proxy of this package. */
export function hostOf(place: IConstruct, proxy: IAccessProxy): ProxyHost {
  if (!('_attach' in proxy)) {
    throw new ConfigurationError(place, {
      what: 'proxy',
      given: proxy.node.path,
      allowed: 'an AccessProxy, or AccessProxy.fromAttributes(…)',
      remedy: 'Pass one of them.',
    });
  }
  return proxy as ProxyHost;
}
