import { array, assert, nat, property, tuple } from 'fast-check';
import { expect, it } from 'vitest';
import { creationOrder, deletionOrder, dependencyGraph, dependents, findCircle } from './dependency-graph.ts';
import type { JsonObject } from './json.ts';
import { isTemplate, readTemplate } from './read-template.ts';
import type { TemplateResource } from './template.ts';

function resourcesOf(resources: JsonObject): ReadonlyMap<string, TemplateResource> {
  const read = readTemplate({
    Conditions: { Always: { 'Fn::Equals': ['a', 'a'] } },
    Parameters: { P: { Type: 'String' } },
    Resources: resources,
  });
  if (!isTemplate(read)) throw new Error(read.message);
  return read.resources;
}

const topic = { Type: 'AWS::SNS::Topic' };

it('finds what a resource waits for wherever it points, its policies included, its metadata not', () => {
  const graph = dependencyGraph(
    resourcesOf({
      Alias: {
        Type: 'AWS::Lambda::Alias',
        DependsOn: 'Role',
        Properties: {
          FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
          Name: { Ref: 'P' },
          Description: { 'Fn::Sub': ['${Own} ${Topic.Arn} ${Queue} ${!Not}', { Own: { Ref: 'Bucket' } }] },
        },
        UpdatePolicy: {
          CodeDeployLambdaAliasUpdate: { ApplicationName: 'app', DeploymentGroupName: { Ref: 'Group' } },
        },
        Metadata: { Elsewhere: { Ref: 'Table' } },
      },
      Role: topic,
      Version: topic,
      Topic: topic,
      Queue: topic,
      Bucket: topic,
      Group: topic,
      Table: topic,
    }),
  );
  expect(graph.get('Alias')).toEqual(['Role', 'Version', 'Topic', 'Queue', 'Bucket', 'Group']);
  expect(graph.get('Table')).toEqual([]);
});

it('looks only at branches that count once conditions are known', () => {
  const resources = resourcesOf({
    A: topic,
    B: topic,
    C: { ...topic, Properties: { N: { 'Fn::If': ['Always', { Ref: 'A' }, { Ref: 'B' }] } } },
  });
  expect(dependencyGraph(resources).get('C')).toEqual(['A', 'B']);
  expect(dependencyGraph(resources, new Map([['Always', true]])).get('C')).toEqual(['A']);
});

it('turns the order of creation round for deletion, and tells who waits', () => {
  const graph = new Map([
    ['Alias', ['Version', 'Group']],
    ['Version', ['Function']],
    ['Group', []],
    ['Function', []],
  ]);
  expect(creationOrder(graph)).toEqual(['Function', 'Version', 'Group', 'Alias']);
  expect(deletionOrder(graph)).toEqual(['Alias', 'Group', 'Version', 'Function']);
  expect(dependents(graph)).toEqual(
    new Map([
      ['Alias', []],
      ['Version', ['Alias']],
      ['Group', ['Alias']],
      ['Function', ['Version']],
    ]),
  );
});

it('follows a chain as long as a template without end of stack', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `N${index}`);
  const graph = new Map(names.map((name, index) => [name, index + 1 < names.length ? [`N${index + 1}`] : []]));
  expect(creationOrder(graph)).toEqual(names.toReversed());
});

const edges = array(tuple(nat(15), nat(15)), { maxLength: 40 });

function topicsWith(pairs: readonly (readonly [number, number])[]): JsonObject {
  return Object.fromEntries(
    Array.from({ length: 16 }, (_, index) => {
      const needed = pairs.filter(([from]) => from === index).map(([, to]) => `T${to}`);
      return [`T${index}`, { ...topic, DependsOn: needed }];
    }),
  );
}

it('puts everything after what it waits for, or names a circle in which each waits for another', () => {
  assert(
    property(edges, (pairs) => {
      const read = readTemplate({ Resources: topicsWith(pairs) });
      if (isTemplate(read)) {
        const graph = dependencyGraph(read.resources);
        const order = creationOrder(graph);
        expect(order.toSorted()).toEqual([...graph.keys()].toSorted());
        for (const [name, needed] of graph)
          for (const other of needed) expect(order.indexOf(other)).toBeLessThan(order.indexOf(name));
      } else {
        const circle = /\[(.*)\]/.exec(read.message)?.[1]?.split(', ') ?? [];
        expect(circle.length).toBeGreaterThan(0);
        for (const name of circle)
          expect(pairs.some(([from, to]) => `T${from}` === name && circle.includes(`T${to}`))).toBe(true);
      }
    }),
  );
});

it('finds no circle where there is none', () => {
  assert(
    property(edges, (pairs) => {
      const down = pairs.filter(([from, to]) => from > to);
      expect(findCircle(resourcesOf(topicsWith(down)))).toBeUndefined();
    }),
  );
});
