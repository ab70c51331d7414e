/** Which route of an HTTP API takes a request. */
import type { HttpRoute } from '../http/http-stage.ts';

export interface SelectedRoute {
  readonly route: HttpRoute;
  /** As the event has it: `$default`, or the path of the route's key. */
  readonly resourcePath: string;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface ReadyRoute {
  readonly route: HttpRoute;
  readonly method: string;
  readonly path: string;
  readonly segments: readonly Segment[];
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter' | 'greedy'; readonly name: string };

const rank: Readonly<Record<Segment['kind'], number>> = { literal: 0, parameter: 1, greedy: 2 };

/** The routes in the order in which they are tried: the first that fits is the most specific. */
export class HttpRoutes {
  readonly #routes: readonly ReadyRoute[];
  readonly #fallback: HttpRoute | undefined;

  constructor(routes: readonly HttpRoute[]) {
    this.#fallback = routes.find(({ routeKey }) => routeKey === '$default');
    this.#routes = routes.flatMap((route) => prepare(route)).toSorted(moreSpecific);
  }

  /** `path`: below the stage, still encoded. */
  select(method: string, path: string): SelectedRoute | undefined {
    const parts = path.slice(1).split('/');
    for (const { route, method: wanted, path: resourcePath, segments } of this.#routes) {
      if (wanted !== 'ANY' && wanted !== method) continue;
      const pathParameters = match(segments, parts);
      if (pathParameters !== undefined) return { route, resourcePath, pathParameters };
    }
    return this.#fallback && { route: this.#fallback, resourcePath: '$default', pathParameters: {} };
  }
}

function prepare(route: HttpRoute): ReadyRoute[] {
  const [, method, path] = /^([A-Z]+) (\/.*)$/.exec(route.routeKey) ?? [];
  if (method === undefined || path === undefined) return [];
  return [{ route, method, path, segments: path.slice(1).split('/').map(readSegment) }];
}

function readSegment(text: string): Segment {
  const [, name, plus] = /^\{([^{}+]+)(\+?)\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: 'literal', text: decode(text) };
  return { kind: plus === '+' ? 'greedy' : 'parameter', name };
}

/** AWS's order: whole paths before greedy ones, texts before parameters, a method of its own before `ANY`. */
function moreSpecific(left: ReadyRoute, right: ReadyRoute): number {
  const length = Math.max(left.segments.length, right.segments.length);
  for (let index = 0; index < length; index += 1) {
    const one = left.segments[index];
    const other = right.segments[index];
    // Neither fits what the other fits, unless one of them ends in a greedy variable, which comes last.
    if (one === undefined || other === undefined) return right.segments.length - left.segments.length;
    if (rank[one.kind] !== rank[other.kind]) return rank[one.kind] - rank[other.kind];
  }
  return Number(left.method === 'ANY') - Number(right.method === 'ANY');
}

function match(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    switch (segment.kind) {
      case 'literal':
        if (decode(part) !== segment.text) return undefined;
        break;
      case 'parameter':
        if (part === '') return undefined;
        parameters[segment.name] = decode(part);
        break;
      case 'greedy': {
        const rest = parts.slice(index).join('/');
        if (rest === '') return undefined;
        return { ...parameters, [segment.name]: decode(rest) };
      }
    }
  }
  return segments.length === parts.length ? parameters : undefined;
}

/** Text that is no percent-encoding stands for itself. */
export function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
