import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AccessGuard, OPEN_GUARD } from '../permissions/access-guard';
import type { ApiKeyRegistry } from './api-key-registry';
import { controlPlaneRefusal, controlPlaneRequirements } from './control-plane-access';
import { CONTROL_PLANE_ROUTES, type ControlPlaneCall } from './control-plane-routes';
import type { RateLimit } from './rate-limit';
import { RestApiDeployments } from './rest-api-deployments';
import { readText } from './request-text';
import { ServiceError } from './service-error';

/** API Gateway's own API, as far as API keys, usage plans and deployments go. */
export class ControlPlane {
  /** @param rates by operation, for example `CreateApiKey`; none by default. */
  constructor(
    private readonly registry: ApiKeyRegistry,
    private readonly rates: ReadonlyMap<string, RateLimit> = new Map(),
    private readonly guard: AccessGuard = OPEN_GUARD,
    private readonly region = 'us-east-1',
    private readonly deployments = new RestApiDeployments({ now: Date.now }),
  ) {}

  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    void this.answer(request).then(
      ({ status, body }) => reply(response, status, body),
      (error: unknown) => {
        const known = error instanceof ServiceError ? error : new ServiceError('InternalFailure', String(error), 500);
        response.setHeader('x-amzn-ErrorType', known.code);
        if (known.status === 429) response.setHeader('Retry-After', '1');
        reply(response, known.status, { message: known.message });
      },
    );
  };

  private async answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const text = await readText(request);
    const url = new URL(request.url ?? '/', 'http://twin');
    for (const route of CONTROL_PLANE_ROUTES) {
      const match = route.path.exec(url.pathname);
      if (match === null || route.method !== request.method) continue;
      this.guard.check(request, controlPlaneRequirements(route.method, url.pathname, this.region), controlPlaneRefusal);
      if (this.rates.get(route.operation)?.take() === false) {
        throw new ServiceError('TooManyRequestsException', 'Too Many Requests', 429);
      }
      const call: ControlPlaneCall = {
        ids: match.slice(1).map(decodeURIComponent),
        query: url.searchParams,
        input: parse(text),
      };
      return { status: route.status, body: route.answer(call, this.registry, this.deployments) };
    }
    const operations = CONTROL_PLANE_ROUTES.map(({ operation }) => operation).join(', ');
    throw new ServiceError(
      'NotFoundException',
      `The twin has no ${request.method} ${url.pathname}; of API Gateway's own API it has ${operations}`,
      404,
    );
  }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('BadRequestException', 'Invalid request body');
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}
