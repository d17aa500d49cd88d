import type { GatewayMethod, GatewayResource } from './model';
import { GatewayModelError } from './model-error';

/** The (resource, method) pair that serves a request. */
export interface RouteMatch {
  readonly resource: GatewayResource;
  readonly method: GatewayMethod;
  /** As sent, percent-encoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface RouteNode {
  resource?: GatewayResource;
  readonly literals: Map<string, RouteNode>;
  parameter?: { readonly name: string; readonly node: RouteNode };
  greedy?: { readonly name: string; readonly resource: GatewayResource };
}

interface Candidate {
  readonly resource: GatewayResource;
  readonly isGreedy: boolean;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** What `ANY` stands for. */
const ANY_VERBS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

export interface RouterOptions {
  readonly verbMismatchReachesParameter: boolean;
}

/** Finds the resource and the method of a request: literal before `{parameter}` before `{proxy+}`, with backtracking. */
export class Router {
  readonly #root: RouteNode = { literals: new Map() };
  readonly #options: RouterOptions;

  /** @throws GatewayModelError where a path cannot be deployed. */
  constructor(resources: readonly GatewayResource[], options: RouterOptions) {
    this.#options = options;
    for (const resource of resources) insert(this.#root, resource);
  }

  /**
   * @param path without the stage, undecoded.
   * @returns `undefined` where no resource on the path serves the verb.
   */
  route(verb: string, path: string): RouteMatch | undefined {
    return this.#routeSegments(verb, segmentsOf(path));
  }

  /**
   * Whether the route depends on decoding the path first, as in `/%61dmin` beside `/admin`. Which of the two API
   * Gateway takes is not known.
   */
  isAmbiguous(verb: string, path: string): boolean {
    if (!path.includes('%')) return false;
    const segments = segmentsOf(path);
    const asSent = this.#routeSegments(verb, segments);
    const decoded = this.#routeSegments(verb, segments.map(decodeLeniently));
    return asSent?.resource.id !== decoded?.resource.id;
  }

  #routeSegments(verb: string, segments: readonly string[]): RouteMatch | undefined {
    let hasMissedVerb = false;
    for (const { resource, isGreedy, pathParameters } of candidates(this.#root, segments, 0, {})) {
      if (hasMissedVerb && !isGreedy && !this.#options.verbMismatchReachesParameter) continue;
      const method = resource.methods.get(verb) ?? (ANY_VERBS.has(verb) ? resource.methods.get('ANY') : undefined);
      if (method) return { resource, method, pathParameters };
      hasMissedVerb = true;
    }
    return undefined;
  }
}

function segmentsOf(path: string): string[] {
  const inner = path.slice(1).replace(/\/$/, '');
  return inner === '' ? [] : inner.split('/');
}

function decodeLeniently(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function* candidates(
  node: RouteNode,
  segments: readonly string[],
  depth: number,
  pathParameters: Readonly<Record<string, string>>,
): Generator<Candidate> {
  const segment = segments[depth];
  if (segment === undefined) {
    if (node.resource) yield { resource: node.resource, isGreedy: false, pathParameters };
    return;
  }
  const literal = node.literals.get(segment);
  if (literal) yield* candidates(literal, segments, depth + 1, pathParameters);
  if (node.parameter && segment !== '') {
    const { name, node: next } = node.parameter;
    yield* candidates(next, segments, depth + 1, { ...pathParameters, [name]: segment });
  }
  const rest = segments.slice(depth).join('/');
  if (node.greedy && rest !== '') {
    const { name, resource } = node.greedy;
    yield { resource, isGreedy: true, pathParameters: { ...pathParameters, [name]: rest } };
  }
}

function insert(root: RouteNode, resource: GatewayResource): void {
  let node = root;
  const parts = resource.path.split('/').filter((part) => part !== '');
  for (const [index, part] of parts.entries()) {
    const [, name, plus] = /^\{([A-Za-z0-9_.:,-]+)(\+?)\}$/.exec(part) ?? [];
    if (name === undefined) {
      const next = node.literals.get(part) ?? { literals: new Map() };
      node.literals.set(part, next);
      node = next;
    } else if (plus) {
      if (index < parts.length - 1 || node.greedy) throw misplaced(resource.path, part, 'the last part, once');
      node.greedy = { name, resource };
      return;
    } else {
      if (node.parameter && node.parameter.name !== name) {
        throw misplaced(resource.path, part, `{${node.parameter.name}}, the name its sibling has`);
      }
      node.parameter ??= { name, node: { literals: new Map() } };
      node = node.parameter.node;
    }
  }
  node.resource = resource;
}

function misplaced(path: string, part: string, allowed: string): GatewayModelError {
  return new GatewayModelError(`resource ${path}`, part, allowed, 'rename or move the resource');
}
