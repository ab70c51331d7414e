/**
 * Finds a REST service's operation by method, path and query. The patterns are those of the schemas
 * (`/functions/{FunctionName}/aliases/{Name}`, `/{Key+}?acl`); of several that fit, the one with
 * the most literal parts and the most required members present is meant.
 */
import type { ApiOperation, ServiceApi } from '../api/service-api.ts';
import type { WireRequest } from '../aws/wire.ts';
import { parseQuery } from './query-string.ts';
import { TextMemo } from './text-memo.ts';

export interface RestRoute {
  readonly operation: ApiOperation;
  /** Values of the path's labels, decoded. */
  readonly labels: Readonly<Record<string, string>>;
  readonly labelNames: ReadonlySet<string>;
}

interface Pattern {
  readonly operation: ApiOperation;
  /** Of two that fit alike, the first is meant. */
  readonly order: number;
  readonly segments: readonly Segment[];
  readonly labelNames: ReadonlySet<string>;
  readonly literals: readonly (readonly [name: string, value: string | undefined])[];
  /** Members that must be sent in the query or as a header. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'label' | 'greedy'; readonly name: string };

/** Operations of S3 Express and of Object Lambda, whose addresses would hide the plain ones. */
const shadowed = new Set(['ListDirectoryBuckets', 'CreateSession', 'WriteGetObjectResponse']);

const compiled = new WeakMap<ServiceApi, Patterns>();

/** By method, and where no label takes the rest of the path by its number of segments. */
interface Patterns {
  /** By method, then by path: routes that nothing but these decides. */
  readonly known: ReadonlyMap<string, TextMemo<RestRoute>>;
  readonly greedy: ReadonlyMap<string, readonly Pattern[]>;
  readonly fixed: ReadonlyMap<string, readonly Pattern[]>;
}

const noPatterns: readonly Pattern[] = [];

export function findRestRoute(api: ServiceApi, request: WireRequest): RestRoute | undefined {
  let patterns = compiled.get(api);
  if (patterns === undefined) {
    patterns = compile(api);
    compiled.set(api, patterns);
  }
  const known = patterns.known.get(request.method);
  const route = known?.get(request.path);
  if (route !== undefined) return route;
  const hasTail = request.path.length > 1 && request.path.endsWith('/') && api.name !== 's3';
  const parts = (hasTail ? request.path.replace(/\/+$/, '') : request.path).split('/');
  parts.shift();
  const fitting: Pattern[] = [];
  for (const pattern of patterns.greedy.get(request.method) ?? noPatterns)
    if (fits(pattern.segments, parts)) fitting.push(pattern);
  for (const pattern of patterns.fixed.get(`${request.method} ${parts.length}`) ?? noPatterns)
    if (fits(pattern.segments, parts)) fitting.push(pattern);
  const [only] = fitting;
  // S3 asks for members of the query and of the headers before it takes a request for an operation's.
  if (fitting.length === 1 && only !== undefined && api.name !== 's3' && only.literals.length === 0) {
    const found = routeTo(only, parts);
    known?.set(request.path, found);
    return found;
  }
  return chooseRoute(fitting, parts, request);
}

function chooseRoute(
  fitting: readonly Pattern[],
  parts: readonly string[],
  request: WireRequest,
): RestRoute | undefined {
  const query = parseQuery(request.query);
  let best: Pattern | undefined;
  let bestScore = -1;
  for (const pattern of fitting) {
    const score = scoreOf(pattern, query, request.headers);
    if (score > bestScore || (score === bestScore && best !== undefined && pattern.order < best.order)) {
      best = pattern;
      bestScore = score;
    }
  }
  return best && routeTo(best, parts);
}

function routeTo({ operation, segments, labelNames }: Pattern, parts: readonly string[]): RestRoute {
  return { operation, labels: readLabels(segments, parts), labelNames };
}

function compile(api: ServiceApi): Patterns {
  const patterns = {
    known: new Map<string, TextMemo<RestRoute>>(),
    greedy: new Map<string, Pattern[]>(),
    fixed: new Map<string, Pattern[]>(),
  };
  for (const [order, name] of api.operationNames.entries()) {
    const operation = api.findOperation(name);
    if (operation?.http === undefined || shadowed.has(name)) continue;
    const [path = '', query = ''] = operation.http.uri.split('?');
    const [requiredQuery, requiredHeaders] = requiredMembers(operation);
    const { method } = operation.http;
    const segments = path.split('/').slice(1).map(parseSegment);
    const isGreedy = segments.some(({ kind }) => kind === 'greedy');
    const list = isGreedy ? patterns.greedy : patterns.fixed;
    const key = isGreedy ? method : `${method} ${segments.length}`;
    if (!list.has(key)) list.set(key, []);
    if (!patterns.known.has(method)) patterns.known.set(method, new TextMemo());
    list.get(key)?.push({
      operation,
      order,
      segments,
      labelNames: new Set(segments.flatMap((segment) => (segment.kind === 'literal' ? [] : [segment.name]))),
      literals: query === '' ? [] : query.split('&').map((part) => splitLiteral(part)),
      requiredQuery,
      requiredHeaders,
    });
  }
  return patterns;
}

function parseSegment(text: string): Segment {
  const label = /^\{([^}+]+)(\+?)\}$/.exec(text);
  if (label?.[1] === undefined) return { kind: 'literal', text };
  return { kind: label[2] === '+' ? 'greedy' : 'label', name: label[1] };
}

function splitLiteral(part: string): readonly [string, string | undefined] {
  const [name = '', value] = part.split('=');
  return [name, value];
}

function requiredMembers(operation: ApiOperation): readonly [query: string[], headers: string[]] {
  const query: string[] = [];
  const headers: string[] = [];
  const schema = operation.input.getSchema();
  if (!Array.isArray(schema)) return [query, headers];
  const count = typeof schema[6] === 'number' ? schema[6] : 0;
  let index = 0;
  for (const [, member] of operation.input.structIterator()) {
    if (index >= count) break;
    index += 1;
    const traits = member.getMergedTraits();
    if (typeof traits.httpQuery === 'string') query.push(traits.httpQuery);
    if (typeof traits.httpHeader === 'string') headers.push(traits.httpHeader.toLowerCase());
  }
  return [query, headers];
}

function fits(segments: readonly Segment[], parts: readonly string[]): boolean {
  for (let index = 0; index < segments.length; index += 1) {
    const segment = segments[index];
    const part = parts[index];
    if (segment === undefined || part === undefined) return false;
    if (segment.kind === 'literal') {
      if (segment.text !== part) return false;
    } else if (segment.kind === 'label') {
      if (part === '') return false;
    } else return part !== '' || index + 1 < parts.length;
  }
  return parts.length === segments.length;
}

function readLabels(segments: readonly Segment[], parts: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'label') labels[segment.name] = decodeLabel(parts[index] ?? '');
    else if (segment.kind === 'greedy') labels[segment.name] = decodeLabel(parts.slice(index).join('/'));
  }
  return labels;
}

/** A label that is not valid percent-encoding stands for itself. */
export function decodeLabel(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** -1: it does not fit. */
function scoreOf(
  pattern: Pattern,
  query: ReadonlyMap<string, readonly string[]>,
  headers: WireRequest['headers'],
): number {
  let score = pattern.segments.filter((segment) => segment.kind === 'literal').length * 100;
  for (const [name, value] of pattern.literals) {
    const sent = query.get(name);
    // The SDK for JavaScript sends x-id as a hint; other clients leave it out.
    if (name === 'x-id') score += sent?.[0] === value ? 1 : 0;
    else if (sent === undefined || (value !== undefined && sent[0] !== value)) return -1;
    else score += 10;
  }
  // REST-JSON services report a missing parameter; only S3 tells operations apart by them.
  const tellsApart = pattern.operation.service === 's3';
  for (const name of pattern.requiredQuery) {
    if (query.has(name)) score += 10;
    else if (tellsApart) return -1;
  }
  for (const name of pattern.requiredHeaders) {
    if (headers[name] !== undefined) score += 10;
    else if (tellsApart) return -1;
  }
  return score;
}
