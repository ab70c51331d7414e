import { describe, expect, it } from 'vitest';
import { openCloudformation } from './cloudformation.fixture.ts';

const thing = (properties: object = {}, rest: object = {}) => ({
  Type: 'Test::Service::Thing',
  Properties: properties,
  ...rest,
});
const body = (Resources: object, rest: object = {}): string => JSON.stringify({ Resources, ...rest });

describe('a stack that is made', () => {
  it('tells what happens in the order and the words of AWS', async () => {
    await using cloudformation = await openCloudformation();
    await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TemplateBody: body({ A: thing({ Name: 'a' }), B: thing({ Name: 'b', Value: { 'Fn::GetAtt': ['A', 'Arn'] } }) }),
    });
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
    expect(await cloudformation.events('shop')).toEqual([
      'shop CREATE_IN_PROGRESS User Initiated',
      'A CREATE_IN_PROGRESS',
      'A CREATE_IN_PROGRESS Resource creation Initiated',
      'A CREATE_COMPLETE',
      'B CREATE_IN_PROGRESS',
      'B CREATE_IN_PROGRESS Resource creation Initiated',
      'B CREATE_COMPLETE',
      'shop CREATE_COMPLETE',
    ]);
    expect(cloudformation.world.things.get('b')?.properties['Value']).toBe('arn:test:a');
    expect(cloudformation.problems).toEqual([]);
  });

  it('is undone when a resource fails', async () => {
    await using cloudformation = await openCloudformation();
    await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TemplateBody: body({ A: thing({ Name: 'a' }), B: thing({ Name: 'b', FailOn: 'create' }, { DependsOn: 'A' }) }),
    });
    expect(await cloudformation.settle('shop')).toBe('ROLLBACK_COMPLETE');
    const events = await cloudformation.events('shop');
    expect(events.slice(4)).toEqual([
      'B CREATE_IN_PROGRESS',
      expect.stringMatching(
        /^B CREATE_FAILED Resource handler returned message: "create of b is refused \(Service: Test, Status Code: 400, Request ID: [-0-9a-f]+\)" \(RequestToken: [-0-9a-f]+, HandlerErrorCode: InvalidRequest\)$/,
      ),
      'shop ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [B]. Rollback requested by user.',
      'B DELETE_COMPLETE',
      'A DELETE_IN_PROGRESS',
      'A DELETE_COMPLETE',
      'shop ROLLBACK_COMPLETE',
    ]);
    expect([...cloudformation.world.things.keys()]).toEqual([]);
  });
});
