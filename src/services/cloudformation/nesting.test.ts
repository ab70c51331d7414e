import { describe, expect, it } from 'vitest';
import { openCloudformation, origin, templateOf, thing } from './cloudformation.fixture.ts';

describe('a nested stack', () => {
  const parent = (template: string, value: string) =>
    templateOf(
      {
        Child: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: { TemplateURL: `${origin}/code/${template}`, Parameters: { Value: value } },
        },
        User: thing({ Name: 'user', Value: { 'Fn::GetAtt': ['Child', 'Outputs.Out'] } }),
      },
      {},
    );
  const child = (rest: object = {}) =>
    templateOf(
      { Inner: thing({ Name: 'inner', Value: { Ref: 'Value' } }), ...rest },
      { Parameters: { Value: { Type: 'String' } }, Outputs: { Out: { Value: { Ref: 'Value' } } } },
    );
  const open = async () => {
    const cloudformation = await openCloudformation();
    cloudformation.peers.objects.set('code/child.json', child());
    cloudformation.peers.objects.set(
      'code/broken.json',
      child({ Bad: thing({ FailOn: 'create' }, { DependsOn: 'Inner' }) }),
    );
    await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: parent('child.json', 'one') });
    await cloudformation.advance(5000);
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
    return cloudformation;
  };

  it('is made, changed and deleted with its parent', async () => {
    await using cloudformation = await open();
    expect(cloudformation.world.things.get('user')?.properties['Value']).toBe('one');
    const { Stacks = [] } = await cloudformation.call('DescribeStacks', {});
    const nested = Stacks.find(({ ParentId }) => ParentId !== undefined);
    expect(nested?.StackName).toMatch(/^shop-Child-[A-Z0-9]{13}$/);
    expect(nested?.RootId).toBe(Stacks.find(({ StackName }) => StackName === 'shop')?.StackId);

    await cloudformation.call('UpdateStack', { StackName: 'shop', TemplateBody: parent('child.json', 'two') });
    await cloudformation.advance(5000);
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    expect(cloudformation.world.things.get('user')?.properties['Value']).toBe('two');

    await cloudformation.call('DeleteStack', { StackName: 'shop' });
    await cloudformation.advance(5000);
    expect([...cloudformation.world.things.keys()]).toEqual([]);
    expect(await cloudformation.call('DescribeStacks', {})).toEqual({ Stacks: [] });
  });

  it('that fails fails its parent, and both are as before', async () => {
    await using cloudformation = await open();
    await cloudformation.call('UpdateStack', { StackName: 'shop', TemplateBody: parent('broken.json', 'two') });
    await cloudformation.advance(10_000);
    expect(await cloudformation.settle('shop')).toBe('UPDATE_ROLLBACK_COMPLETE');
    const events = await cloudformation.events('shop');
    expect(events.find((event) => event.startsWith('Child UPDATE_FAILED'))).toMatch(
      /^Child UPDATE_FAILED Embedded stack arn:\S+ was not successfully updated\. Currently in UPDATE_ROLLBACK_COMPLETE with reason: /,
    );
    expect(cloudformation.world.things.get('inner')?.properties['Value']).toBe('one');
    expect(cloudformation.world.things.get('user')?.properties['Value']).toBe('one');
  });
});

describe('a custom resource', () => {
  const template = (value: unknown) =>
    templateOf({
      Mine: {
        Type: 'Custom::Mine',
        Properties: { ServiceToken: 'arn:aws:lambda:us-east-1:000000000000:function:make', Value: value },
      },
      User: thing({ Name: 'user', Value: { 'Fn::GetAtt': ['Mine', 'Deep.Answer'] } }),
    });
  const open = async () => {
    const cloudformation = await openCloudformation();
    return Object.assign(cloudformation, {
      async answer(response: object): Promise<boolean> {
        const { pathname } = new URL(cloudformation.peers.invocations.at(-1)?.ResponseURL ?? '');
        const isTaken = await cloudformation.service.takeCustomResponse(pathname, JSON.stringify(response));
        await cloudformation.advance(1000);
        return isTaken;
      },
    });
  };

  it('is made by a function, which may replace it', async () => {
    await using cloudformation = await open();
    await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: template(1) });
    expect(await cloudformation.settle('shop')).toBe('CREATE_IN_PROGRESS');
    expect(cloudformation.peers.invocations).toMatchObject([
      {
        RequestType: 'Create',
        ResourceType: 'Custom::Mine',
        LogicalResourceId: 'Mine',
        ResourceProperties: { Value: '1' },
      },
    ]);
    await cloudformation.restart();
    expect(
      await cloudformation.answer({ Status: 'SUCCESS', PhysicalResourceId: 'p1', Data: { Deep: { Answer: '42' } } }),
    ).toBe(true);
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
    expect(cloudformation.world.things.get('user')?.properties['Value']).toBe('42');

    await cloudformation.call('UpdateStack', { StackName: 'shop', TemplateBody: template(2) });
    await cloudformation.settle('shop');
    expect(cloudformation.peers.invocations.at(-1)).toMatchObject({
      RequestType: 'Update',
      PhysicalResourceId: 'p1',
      OldResourceProperties: { Value: '1' },
    });
    await cloudformation.answer({ Status: 'SUCCESS', PhysicalResourceId: 'p2', Data: { Deep: { Answer: '43' } } });
    await cloudformation.settle('shop');
    expect(cloudformation.peers.invocations.at(-1)).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: 'p1' });
    await cloudformation.answer({ Status: 'SUCCESS', PhysicalResourceId: 'p1' });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
  });

  it('fails with the words of its function', async () => {
    await using cloudformation = await open();
    await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: template(1) });
    await cloudformation.settle('shop');
    await cloudformation.answer({ Status: 'FAILED', Reason: 'No luck' });
    expect(await cloudformation.settle('shop')).toBe('ROLLBACK_COMPLETE');
    expect((await cloudformation.events('shop')).find((event) => event.startsWith('Mine CREATE_FAILED'))).toMatch(
      /^Mine CREATE_FAILED Received response status \[FAILED\] from custom resource\. Message returned: No luck \(RequestId: [-0-9a-f]+\)$/,
    );
  });

  it('that has no response for long is told of once, and how to give it one', async () => {
    await using cloudformation = await open();
    await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: template(1) });
    await cloudformation.settle('shop');
    await cloudformation.advance(299_000);
    expect(cloudformation.notices).toEqual([]);
    await cloudformation.advance(10_000);
    await cloudformation.restart();
    await cloudformation.advance(60_000);
    expect(cloudformation.notices).toEqual([
      expect.stringContaining('custom resource Mine (Custom::Mine) of stack shop'),
    ]);
    const [, body = '', url = ''] = /curl -X PUT --data '(.*)' (\S+)$/.exec(cloudformation.notices[0] ?? '') ?? [];
    expect(await cloudformation.service.takeCustomResponse(new URL(url).pathname, body)).toBe(true);
    await cloudformation.advance(1000);
    expect(await cloudformation.settle('shop')).toBe('ROLLBACK_COMPLETE');
    expect((await cloudformation.events('shop')).join('\n')).toContain('Message returned: Given up');
  });

  it('is given up when its function never answers, and takes no answer from strangers', async () => {
    await using cloudformation = await open();
    await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: template(1) });
    await cloudformation.settle('shop');
    const { pathname } = new URL(cloudformation.peers.invocations[0]?.ResponseURL ?? '');
    const forged = pathname.replace(/[^/]+$/, 'guessed');
    expect(await cloudformation.service.takeCustomResponse(forged, '{"Status":"SUCCESS"}')).toBe(false);
    await cloudformation.advance(3_601_000);
    expect(await cloudformation.settle('shop')).toBe('ROLLBACK_COMPLETE');
  });
});
