import { describe, expect, test } from 'vitest';
import { fillStageVariables, parseFunctionUri } from './function-uri.ts';

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:checkout:live';

describe('an integration', () => {
  test.each([
    [arn, arn],
    [`arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`, arn],
    ['arn:aws:sqs:us-east-1:000000000000:queue', undefined],
    ['https://example.com', undefined],
    ['checkout', undefined],
  ])('of %s names %s', (uri, named) => {
    expect(parseFunctionUri(uri)).toBe(named);
  });
});

test('stage variables stand in texts', () => {
  expect(fillStageVariables('${stageVariables.a}-${stageVariables.b}', { a: 'x' })).toBe('x-');
});
