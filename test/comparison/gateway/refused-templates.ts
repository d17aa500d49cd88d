import type { ExplainedDifference } from '../explained-difference';
import { SOURCES } from '../aws-sources';
import type { RawRequest } from '../raw-request';
import { type CodeOf, GatewayStack, type GatewayTemplate } from './template';

/** A template that the twin refuses at its start, with a request that shows what another side makes of it. */
export interface RefusedTemplate {
  readonly name: string;
  readonly template: (codeOf: CodeOf) => GatewayTemplate;
  readonly request: RawRequest;
}

const request = { method: 'GET', target: '/refused' };

/** Refusals in place of behaviour that a gateway does not want, or that is not known. */
export const REFUSED_TEMPLATES: readonly RefusedTemplate[] = [
  {
    name: 'template: a function invoked with GET',
    template: (codeOf) =>
      new GatewayStack('comparison-get', codeOf)
        .method('GET', '/refused', 'Echo', { integrationMethod: 'GET' })
        .template(),
    request,
  },
  {
    name: 'template: an authorizer with a cache and without identity sources',
    template: (codeOf) =>
      new GatewayStack('comparison-cache', codeOf)
        .authorizer('Cached', 300)
        .method('GET', '/refused', 'Echo', { authorizer: 'Cached' })
        .template(),
    request,
  },
];

export const REFUSED_TEMPLATE_DIFFERENCES: readonly ExplainedDifference[] = [
  {
    cases: ['template: a function invoked with GET'],
    aspect: 'answer',
    twin: 'refused: *IntegrationHttpMethod*',
    other: '200 echo',
    follows: 'neither',
    because: 'AWS deploys it and answers every call with 500; the twin says so before any call. MiniStack serves it.',
    source: SOURCES.recordedProxy,
  },
  {
    cases: ['template: an authorizer with a cache and without identity sources'],
    aspect: 'answer',
    twin: 'refused: *identity sources*',
    other: '401 *',
    follows: 'twin',
    because:
      'With a cache, identity sources are required: AWS does not make this authorizer. MiniStack’s lets nobody in.',
    source: SOURCES.createAuthorizer,
  },
];
