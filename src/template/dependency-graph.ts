import { referencesIn } from './references.ts';
import type { TemplateResource } from './template.ts';

/** For each resource, those that must be there before it, in the order of the template. */
export type DependencyGraph = ReadonlyMap<string, readonly string[]>;

/**
 * What each of the resources waits for: by `DependsOn`, and by whatever its properties and policies
 * point at. Metadata makes no dependency. Names that are no resource are left out: resources whose
 * conditions do not hold are to be left out before. With `conditions`, branches that do not count
 * make no dependency either.
 */
export function dependencyGraph(
  resources: ReadonlyMap<string, TemplateResource>,
  conditions?: ReadonlyMap<string, boolean>,
): DependencyGraph {
  const neededBy = ({ dependsOn, properties, updatePolicy, creationPolicy }: TemplateResource): readonly string[] => {
    const values = [properties, updatePolicy ?? {}, creationPolicy ?? {}];
    const pointedAt = [...referencesIn(values, conditions)].filter(({ kind }) => kind !== 'condition');
    const names = new Set([...dependsOn, ...pointedAt.map(({ name }) => name)]);
    return [...names].filter((name) => resources.has(name));
  };
  return new Map([...resources].map(([name, resource]) => [name, neededBy(resource)]));
}

/** An order in which everything comes after what it waits for; among equals, that of the template. */
export function creationOrder(graph: DependencyGraph): readonly string[] {
  const order: string[] = [];
  visit(graph, (component) => order.push(...component));
  return order;
}

/** The order of creation turned round: nothing goes before what needs it. */
export function deletionOrder(graph: DependencyGraph): readonly string[] {
  return creationOrder(graph).toReversed();
}

/** For each resource, those that wait for it. */
export function dependents(graph: DependencyGraph): DependencyGraph {
  const turned = new Map<string, string[]>([...graph.keys()].map((name) => [name, []]));
  for (const [name, needed] of graph) for (const other of needed) turned.get(other)?.push(name);
  return turned;
}

/** The resources of a circle, if there is one, in the order of the template. */
export function findCircle(resources: ReadonlyMap<string, TemplateResource>): readonly string[] | undefined {
  const graph = dependencyGraph(resources);
  let circle: readonly string[] | undefined;
  visit(graph, (component) => {
    const [name = ''] = component;
    if (component.length > 1 || graph.get(name)?.includes(name) === true) circle ??= component;
  });
  if (circle === undefined) return undefined;
  const members = new Set(circle);
  return [...graph.keys()].filter((name) => members.has(name));
}

interface Visit {
  readonly name: string;
  readonly needed: readonly string[];
  next: number;
}

/**
 * Tarjan's strongly connected components, each told after all that it waits for. Without recursion: a
 * chain may be as long as a template.
 */
function visit(graph: DependencyGraph, tell: (component: readonly string[]) => void): void {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const lower = (name: string, value: number): void => {
    low.set(name, Math.min(low.get(name) ?? value, value));
  };
  const enter = (name: string): Visit => {
    index.set(name, index.size);
    lower(name, index.size - 1);
    stack.push(name);
    onStack.add(name);
    return { name, needed: graph.get(name) ?? [], next: 0 };
  };
  for (const root of graph.keys()) {
    const path = index.has(root) ? [] : [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const needed = top.needed[top.next];
      top.next += 1;
      if (needed === undefined) {
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) lower(parent.name, low.get(top.name) ?? 0);
        if (low.get(top.name) !== index.get(top.name)) continue;
        const component = stack.splice(stack.lastIndexOf(top.name));
        for (const name of component) onStack.delete(name);
        tell(component);
      } else if (!index.has(needed)) path.push(enter(needed));
      else if (onStack.has(needed)) lower(top.name, index.get(needed) ?? 0);
    }
  }
}
