import { expect, test } from 'vitest';
import type { ResourceRecord } from '../../rest/resources/api-definition.ts';
import { withPath } from '../../rest/resources/new-definition.ts';
import { ResourceTree } from './resource-tree.ts';

function treeOf(methods: Readonly<Record<string, readonly string[]>>): ResourceTree {
  let resources: Readonly<Record<string, ResourceRecord>> = { root: { id: 'root', path: '/', methods: {} } };
  let count = 0;
  for (const [path, names] of Object.entries(methods)) {
    const newId = () => `r${(count += 1)}`;
    const made = withPath(resources, { rootResourceId: 'root', path, newId });
    const record = (httpMethod: string) => ({ httpMethod, authorizationType: 'NONE', apiKeyRequired: false });
    const resource = made.resources[made.id];
    if (resource === undefined) throw new Error('made');
    const added = Object.fromEntries(names.map((name) => [name, record(name)]));
    resources = { ...made.resources, [made.id]: { ...resource, methods: added } };
  }
  return new ResourceTree({ resources, rootResourceId: 'root' });
}

const select = (tree: ResourceTree, request: string) => {
  const [method = '', path = ''] = request.split(' ');
  const found = tree.select(method, path);
  return found && [found.resource.path, found.pathParameters];
};

test('texts come before variables, and these before greedy ones', () => {
  const tree = treeOf({
    '/': ['GET'],
    '/pets/{id}': ['GET'],
    '/pets/dog': ['GET'],
    '/pets/{id}/toys': ['GET'],
    '/{proxy+}': ['ANY'],
  });
  expect(select(tree, 'GET /')).toEqual(['/', {}]);
  expect(select(tree, 'GET /pets/dog')).toEqual(['/pets/dog', {}]);
  expect(select(tree, 'GET /pets/cat/')).toEqual(['/pets/{id}', { id: 'cat' }]);
  expect(select(tree, 'GET /pets/dog/toys')).toEqual(['/pets/{id}/toys', { id: 'dog' }]);
  expect(select(tree, 'GET /pets/dog/food')).toEqual(['/{proxy+}', { proxy: 'pets/dog/food' }]);
  expect(select(tree, 'POST /pets/dog')).toEqual(['/{proxy+}', { proxy: 'pets/dog' }]);
  expect(select(tree, 'POST /')).toBeUndefined();
});

test('variables come as they were sent', () => {
  const tree = treeOf({ '/a b/{id}': ['GET'], '/{any+}': ['PUT'] });
  expect(select(tree, 'GET /a%20b/x%2Fy')).toEqual(['/a b/{id}', { id: 'x%2Fy' }]);
  expect(select(tree, 'PUT /x+y/')).toEqual(['/{any+}', { any: 'x+y' }]);
});
