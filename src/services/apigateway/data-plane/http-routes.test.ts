import { describe, expect, test } from 'vitest';
import { HttpRoutes } from './http-routes.ts';

const routesOf = (...keys: string[]) =>
  new HttpRoutes(keys.map((routeKey) => ({ routeKey, authorization: { kind: 'none' } })));

describe('the route of a request', () => {
  // In the order in which AWS's documentation ranks them.
  const ranked = ['GET /pets/dog/1', 'GET /pets/dog/{id}', 'GET /pets/{proxy+}', 'ANY /{proxy+}', '$default'];

  test.each(ranked.map((_, index) => index))('is the most specific of those that are left after %i', (first) => {
    const routes = routesOf(...ranked.slice(first).toReversed());
    expect(routes.select('GET', '/pets/dog/1')?.route.routeKey).toBe(ranked[first]);
  });

  test('has a method of its own before any method', () => {
    const routes = routesOf('ANY /pets', 'GET /pets');
    expect(routes.select('GET', '/pets')?.route.routeKey).toBe('GET /pets');
    expect(routes.select('PUT', '/pets')?.route.routeKey).toBe('ANY /pets');
  });

  test.each([
    ['/pets/a%20b', { id: 'a b' }],
    ['/pets/100%', { id: '100%' }],
  ])('gives what its variables stand for: %s', (path, parameters) => {
    expect(routesOf('GET /pets/{id}').select('GET', path)?.pathParameters).toEqual(parameters);
  });

  test('gives the rest of the path to a greedy variable', () => {
    const found = routesOf('GET /files/{proxy+}').select('GET', '/files/a/b%2Fc');
    expect(found).toMatchObject({ resourcePath: '/files/{proxy+}', pathParameters: { proxy: 'a/b/c' } });
  });

  test.each([
    ['GET', '/'],
    ['GET', '/pets'],
    ['GET', '/pets/'],
    ['GET', '/pets/1/2'],
    ['POST', '/pets/1'],
    ['GET', '/files/'],
  ])('is none for %s %s', (method, path) => {
    expect(routesOf('GET /pets/{id}', 'GET /files/{proxy+}').select(method, path)).toBeUndefined();
  });

  test('is the default where nothing else fits', () => {
    expect(routesOf('GET /', '$default').select('PUT', '/any')).toMatchObject({
      resourcePath: '$default',
      pathParameters: {},
    });
  });
});
