import { type RouteDocument, routeKey } from '../contract/api-document';
import { parsePathTemplate, shapeOf } from '../contract/path-template';
import { decodeSegments } from './canonical-path';

export interface RouteMatch {
  readonly route: RouteDocument;
  /** Percent-decoded values by parameter; a greedy one keeps its slashes, any other has escaped ones at most. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** One node a segment; leaving out names, so that routes which differ in them only share it. */
interface Node {
  readonly literals: Map<string, Node>;
  parameter: Node | undefined;
  /** Ends here. */
  end: Leaf | undefined;
  /** Ends here with any number of further segments, one at least. */
  greedy: Leaf | undefined;
}

interface Leaf {
  readonly route: RouteDocument;
  readonly names: readonly string[];
}

/**
 * Finds the route of a request: segment by segment a literal beats a parameter, which beats a greedy one, going back
 * where a better start leads nowhere. Methods have tables of their own, so a verb that the literal route lacks is
 * looked for on the others.
 *
 * Literals are compared with decoded segments, so `%40me` cannot pass by a route for `@me`.
 */
export class RouteTable {
  readonly #roots = new Map<string, Node>();
  #visited = 0;

  /** @throws Error for a template that does not parse, or two routes of one method and shape. */
  public constructor(routes: readonly RouteDocument[]) {
    const taken = new Map<string, RouteDocument>();
    for (const route of routes) {
      const parsed = parsePathTemplate(route.path);
      if (!parsed.ok) {
        throw new Error(parsed.error);
      }
      const shape = `${route.method} ${shapeOf(parsed.template)}`;
      const other = taken.get(shape);
      if (other !== undefined) {
        throw new Error(`Routes "${routeKey(other)}" and "${routeKey(route)}" match the same paths; remove one.`);
      }
      taken.set(shape, route);
      let node = this.#root(route.method);
      const names: string[] = [];
      let greedy = false;
      for (const segment of parsed.template.segments) {
        if (segment.kind === 'literal') {
          node = literalChild(node, segment.text);
          continue;
        }
        names.push(segment.name);
        greedy = segment.kind === 'greedy';
        if (!greedy) {
          node.parameter ??= emptyNode();
          node = node.parameter;
        }
      }
      node[greedy ? 'greedy' : 'end'] = { route, names };
    }
  }

  /** Nodes looked at by all calls so far. */
  public get visited(): number {
    return this.#visited;
  }

  /** @param path canonical path below the API. */
  public match(method: string, path: string): RouteMatch | undefined {
    const root = this.#roots.get(method);
    if (root === undefined) {
      return undefined;
    }
    const values: string[] = [];
    const leaf = this.#find(root, decodeSegments(path), 0, values);
    return (
      leaf && {
        route: leaf.route,
        parameters: Object.fromEntries(leaf.names.map((name, i) => [name, values[i]])) as Record<string, string>,
      }
    );
  }

  /**
   * Whether every escaped slash of a path lies in a parameter whose route takes it for a part of the value.
   *
   * The route is the one that {@link match} finds: what a route admits does not change which one serves a path.
   *
   * @param path canonical path below the API.
   */
  public admitsEncodedSlash(method: string, path: string): boolean {
    const match = this.match(method, path);
    if (match === undefined) {
      return false;
    }
    const { encodedSlash = [] } = match.route;
    const admitted = encodedSlash.filter((name) => match.parameters[name]?.includes('/'));
    return decodeSegments(path).filter((segment) => segment.includes('/')).length === admitted.length;
  }

  #find(node: Node, segments: readonly string[], index: number, values: string[]): Leaf | undefined {
    this.#visited += 1;
    if (index === segments.length) {
      return node.end;
    }
    const segment = segments[index] as string;
    const literal = node.literals.get(segment);
    const found = literal && this.#find(literal, segments, index + 1, values);
    if (found !== undefined || segment === '') {
      return found;
    }
    if (node.parameter !== undefined) {
      values.push(segment);
      const below = this.#find(node.parameter, segments, index + 1, values);
      if (below !== undefined) {
        return below;
      }
      values.pop();
    }
    if (node.greedy !== undefined) {
      values.push(segments.slice(index).join('/'));
    }
    return node.greedy;
  }

  #root(method: string): Node {
    const root = this.#roots.get(method) ?? emptyNode();
    this.#roots.set(method, root);
    return root;
  }
}

function emptyNode(): Node {
  return { literals: new Map(), parameter: undefined, end: undefined, greedy: undefined };
}

function literalChild(node: Node, text: string): Node {
  const child = node.literals.get(text) ?? emptyNode();
  node.literals.set(text, child);
  return child;
}
