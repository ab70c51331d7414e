import { expect, test } from 'vitest';
import { findRouteKeyFault, routeShape } from './route-key.ts';

test.each(['$default', 'GET /', 'ANY /{proxy+}', 'POST /pets/{id}/toys', 'GET /a-b_c.d/%20'])('%s is a key', (key) => {
  expect(findRouteKeyFault(key)).toBeUndefined();
});

test.each(['', 'GET', 'get /', 'FETCH /', 'GET pets', 'GET /a b', 'GET /{id', 'GET /{proxy+}/more'])(
  '%j is none',
  (key) => {
    expect(findRouteKeyFault(key)).toBeDefined();
  },
);

test('names of variables tell no routes apart', () => {
  expect(routeShape('GET /pets/{id}')).toBe(routeShape('GET /pets/{name}'));
  expect(routeShape('GET /pets/{id}')).not.toBe(routeShape('GET /pets/{id+}'));
});
