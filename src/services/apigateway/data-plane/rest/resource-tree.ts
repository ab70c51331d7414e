/** Which resource and method of a REST API take a request: texts before variables, these before greedy ones. */
import type { ApiDefinition, MethodRecord, ResourceRecord } from '../../rest/resources/api-definition.ts';

export interface SelectedResource {
  readonly resource: ResourceRecord;
  /** As the path has them: API Gateway hands them over as they were sent. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Node {
  readonly resource: ResourceRecord;
  readonly literals: Map<string, Node>;
  variable: Branch | undefined;
  greedy: Branch | undefined;
}

interface Branch {
  readonly name: string;
  readonly node: Node;
}

export class ResourceTree {
  readonly #root: Node | undefined;

  constructor({ resources, rootResourceId }: Pick<ApiDefinition, 'resources' | 'rootResourceId'>) {
    const children = Map.groupBy(Object.values(resources), ({ parentId }) => parentId);
    const root = resources[rootResourceId];
    this.#root = root && grow(root, children);
  }

  /** `path`: below the stage. A method is part of the choice: a resource without it is passed over. */
  select(method: string, path: string): SelectedResource | undefined {
    // A slash at the end means nothing, and neither does one that is doubled.
    const parts = path.split('/').filter((part) => part !== '');
    return this.#root && find(this.#root, parts, method);
  }
}

export function methodOf({ methods }: ResourceRecord, method: string): MethodRecord | undefined {
  if (Object.hasOwn(methods, method)) return methods[method];
  return Object.hasOwn(methods, 'ANY') ? methods['ANY'] : undefined;
}

function grow(resource: ResourceRecord, children: Map<string | undefined, ResourceRecord[]>): Node {
  const node: Node = { resource, literals: new Map(), variable: undefined, greedy: undefined };
  for (const child of children.get(resource.id) ?? []) {
    const { pathPart = '' } = child;
    const [, name, plus] = /^\{([^{}+]+)(\+?)\}$/.exec(pathPart) ?? [];
    const grown = grow(child, children);
    if (name === undefined) node.literals.set(pathPart, grown);
    else if (plus === '+') node.greedy = { name, node: grown };
    else node.variable = { name, node: grown };
  }
  return node;
}

function find(node: Node, parts: readonly string[], method: string): SelectedResource | undefined {
  const [part, ...rest] = parts;
  if (part === undefined)
    return methodOf(node.resource, method) === undefined ? undefined : { resource: node.resource, pathParameters: {} };
  const literal = node.literals.get(part) ?? node.literals.get(decode(part));
  const exact = literal && find(literal, rest, method);
  if (exact !== undefined) return exact;
  const { variable, greedy } = node;
  const inner = variable && find(variable.node, rest, method);
  if (variable !== undefined && inner !== undefined)
    return { ...inner, pathParameters: { [variable.name]: part, ...inner.pathParameters } };
  if (greedy === undefined || methodOf(greedy.node.resource, method) === undefined) return undefined;
  return { resource: greedy.node.resource, pathParameters: { [greedy.name]: parts.join('/') } };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
