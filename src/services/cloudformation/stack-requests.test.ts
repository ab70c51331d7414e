import { describe, expect, it } from 'vitest';
import { openCloudformation, origin, templateOf, thing } from './cloudformation.fixture.ts';

describe('a stack that is not there', () => {
  it('is named in the words that clients look for', async () => {
    await using cloudformation = await openCloudformation();
    await expect(cloudformation.call('DescribeStacks', { StackName: 'shop' })).rejects.toMatchObject({
      type: 'ValidationError',
      message: 'Stack with id shop does not exist',
    });
    await expect(cloudformation.call('DescribeStackEvents', { StackName: 'shop' })).rejects.toThrow(
      /^Stack \[shop\] does not exist$/,
    );
    await expect(
      cloudformation.call('DescribeStackResource', { StackName: 'shop', LogicalResourceId: 'A' }),
    ).rejects.toThrow("Stack 'shop' does not exist");
    await expect(cloudformation.call('UpdateStack', { StackName: 'shop', TemplateBody: '{}' })).rejects.toThrow(
      'Stack with id shop does not exist',
    );
    await expect(cloudformation.call('GetTemplate', {})).rejects.toThrow(
      'StackName is required if ChangeSetName is not specified.',
    );
    await expect(cloudformation.call('GetTemplate', { ChangeSetName: 'x' })).rejects.toThrow(
      'StackName is a required parameter.',
    );
  });
});

describe('a template', () => {
  it('may lie in a bucket, at any address that clients make up', async () => {
    await using cloudformation = await openCloudformation();
    cloudformation.peers.objects.set('code/shop.json', templateOf({ A: thing() }));
    const urls = [
      `${origin}/code/shop.json`,
      'https://s3.amazonaws.com/code/shop.json',
      'https://s3.eu-west-1.amazonaws.com/code/shop.json?versionId=1',
      'https://code.s3.us-east-1.amazonaws.com/shop.json',
      'http://localhost:4566/code/shop.json',
      'http://code.localhost:4566/shop.json',
      'http://code.s3.localhost:4566/shop.json',
    ];
    for (const TemplateURL of urls)
      expect(await cloudformation.call('ValidateTemplate', { TemplateURL }), TemplateURL).toEqual({ Parameters: [] });
    await expect(cloudformation.call('ValidateTemplate', { TemplateURL: 's3://code/shop.json' })).rejects.toThrow(
      'S3 error: Domain name specified in code is not a valid S3 domain',
    );
    await expect(cloudformation.call('ValidateTemplate', { TemplateURL: 'https://example.com/a' })).rejects.toThrow(
      'TemplateURL must be a supported URL.',
    );
    await expect(cloudformation.call('ValidateTemplate', { TemplateURL: `${origin}/code/no` })).rejects.toThrow(
      'S3 error: The specified key does not exist.',
    );
  });

  it('is bounded, in a request and in a bucket, and unfolds no aliases', async () => {
    await using cloudformation = await openCloudformation();
    const ofBytes = (bytes: number): string => templateOf({ A: { ...thing(), Metadata: { text: 'x'.repeat(bytes) } } });
    await expect(cloudformation.call('CreateStack', { StackName: 'a', TemplateBody: ofBytes(51_200) })).rejects.toThrow(
      /at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200$/,
    );
    cloudformation.peers.objects.set('code/large.json', ofBytes(1_000_000));
    cloudformation.peers.objects.set('code/fair.json', ofBytes(900_000));
    await expect(
      cloudformation.call('CreateStack', { StackName: 'b', TemplateURL: `${origin}/code/large.json` }),
    ).rejects.toThrow('Template may not exceed 1000000 bytes in size.');
    await cloudformation.call('CreateStack', { StackName: 'c', TemplateURL: `${origin}/code/fair.json` });
    const bomb = ['a: &a [x, x, x]', 'b: &b [*a, *a, *a]', 'c: [*b, *b, *b]'].join('\n');
    await expect(cloudformation.call('CreateStack', { StackName: 'd', TemplateBody: bomb })).rejects.toThrow(
      'YAML aliases are not allowed in CloudFormation templates',
    );
  });

  it('is needed', async () => {
    await using cloudformation = await openCloudformation();
    await expect(cloudformation.call('CreateStack', { StackName: 'shop' })).rejects.toThrow(
      'Either Template URL or Template Body must be specified.',
    );
    await expect(cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: '{"A": ' })).rejects.toThrow(
      'Template format error',
    );
  });

  it('may have types that Serin only records, which the event says', async () => {
    await using cloudformation = await openCloudformation();
    const TemplateBody = templateOf(
      { Q: { Type: 'AWS::SQS::Queue' }, A: thing({ Value: { 'Fn::GetAtt': ['Q', 'Arn'] } }) },
      { Outputs: { Url: { Value: { Ref: 'Q' } } } },
    );
    await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody });
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
    const events = await cloudformation.events('shop');
    expect(events).toContain(
      'Q CREATE_COMPLETE Serin records AWS::SQS::Queue without making anything: nothing is behind this resource',
    );
    const [made] = cloudformation.world.things.values();
    expect(made?.properties['Value']).toMatch(/^arn:aws:sqs:us-east-1:000000000000:shop-Q-[A-Z0-9]{13}$/);
    const { Stacks } = await cloudformation.call('DescribeStacks', { StackName: 'shop' });
    expect(Stacks?.[0]?.Outputs?.[0]?.OutputValue).toMatch(
      /^https:\/\/sqs\.us-east-1\.amazonaws\.com\/000000000000\/shop-Q-/,
    );
  });

  it('is refused for such types where that is asked for', async () => {
    await using cloudformation = await openCloudformation({ strictResources: true });
    const TemplateBody = templateOf({ Q: { Type: 'AWS::SQS::Queue' }, A: thing() });
    await expect(cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody })).rejects.toThrow(
      '[AWS::SQS::Queue]',
    );
  });

  it('is refused for types and attributes that there are not', async () => {
    await using cloudformation = await openCloudformation();
    const create = (resources: object) =>
      cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: templateOf(resources) });
    await expect(create({ A: { Type: 'AWS::SNS::Tropic' } })).rejects.toThrow(
      'Template format error: Unrecognized resource types: [AWS::SNS::Tropic]',
    );
    await expect(create({ A: thing(), B: thing({ Value: { 'Fn::GetAtt': ['A', 'Nothing'] } }) })).rejects.toThrow(
      'Template error: resource A does not support attribute type Nothing in Fn::GetAtt',
    );
    await expect(
      cloudformation.call('CreateStack', {
        StackName: 'shop',
        TemplateBody: templateOf({ A: thing() }),
        ResourceTypes: ['AWS::EC2::*'],
      }),
    ).rejects.toThrow('Resource type Test::Service::Thing is not allowed by parameter ResourceTypes [AWS::EC2::*]');
  });
});

describe('parameters', () => {
  const parameterized = templateOf(
    { A: thing({ Name: 'a', Value: { Ref: 'Stage' } }), B: thing({ Name: 'b', Value: { Ref: 'Secret' } }) },
    {
      Parameters: {
        Stage: { Type: 'String' },
        Secret: { Type: 'String', NoEcho: true, Default: 'x' },
        Path: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/path' },
      },
    },
  );

  it('are kept by an update that asks for it, and secrets are not shown', async () => {
    await using cloudformation = await openCloudformation();
    cloudformation.peers.parameters.set('/path', 'found');
    await expect(
      cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: parameterized }),
    ).rejects.toThrow('Parameters: [Stage] must have values');
    await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TemplateBody: parameterized,
      Parameters: [
        { ParameterKey: 'Stage', ParameterValue: 'prod' },
        { ParameterKey: 'Secret', ParameterValue: 'quiet' },
      ],
    });
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
    const { Stacks } = await cloudformation.call('DescribeStacks', { StackName: 'shop' });
    expect(Stacks?.[0]?.Parameters).toEqual([
      { ParameterKey: 'Stage', ParameterValue: 'prod' },
      { ParameterKey: 'Secret', ParameterValue: '****' },
      { ParameterKey: 'Path', ParameterValue: '/path', ResolvedValue: 'found' },
    ]);
    const { StackEvents = [] } = await cloudformation.call('DescribeStackEvents', { StackName: 'shop' });
    expect(JSON.stringify(StackEvents)).not.toContain('quiet');
    await cloudformation.call('UpdateStack', {
      StackName: 'shop',
      UsePreviousTemplate: true,
      Parameters: [
        { ParameterKey: 'Stage', ParameterValue: 'test' },
        { ParameterKey: 'Secret', UsePreviousValue: true },
      ],
    });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    expect(cloudformation.world.deeds.slice(2)).toEqual(['update a']);
    expect(cloudformation.world.things.get('b')?.properties['Value']).toBe('quiet');
  });
});

describe('exports', () => {
  it('are held while another stack uses them', async () => {
    await using cloudformation = await openCloudformation();
    const exporting = (value: string, name?: string) =>
      templateOf(
        { A: thing({ Name: 'a', Value: value }) },
        name === undefined ? {} : { Outputs: { Out: { Value: value, Export: { Name: name } } } },
      );
    await cloudformation.call('CreateStack', { StackName: 'one', TemplateBody: exporting('v', 'shared') });
    expect(await cloudformation.settle('one')).toBe('CREATE_COMPLETE');
    const { Exports } = await cloudformation.call('ListExports', {});
    expect(Exports).toMatchObject([{ Name: 'shared', Value: 'v' }]);
    await cloudformation.call('CreateStack', {
      StackName: 'two',
      TemplateBody: templateOf({ B: thing({ Name: 'b', Value: { 'Fn::ImportValue': 'shared' } }) }),
    });
    expect(await cloudformation.settle('two')).toBe('CREATE_COMPLETE');
    expect(cloudformation.world.things.get('b')?.properties['Value']).toBe('v');
    expect(await cloudformation.call('ListImports', { ExportName: 'shared' })).toEqual({ Imports: ['two'] });

    await cloudformation.call('UpdateStack', { StackName: 'one', TemplateBody: exporting('w') });
    expect(await cloudformation.settle('one')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await cloudformation.events('one')).toContain(
      'one UPDATE_ROLLBACK_IN_PROGRESS Export shared cannot be deleted as it is in use by two',
    );
    await cloudformation.call('DeleteStack', { StackName: 'one' });
    expect(await cloudformation.settle('one')).toBe('DELETE_FAILED');
    expect((await cloudformation.events('one')).at(-1)).toBe(
      'one DELETE_FAILED Export shared cannot be deleted as it is in use by two',
    );
    await cloudformation.call('DeleteStack', { StackName: 'two' });
    await cloudformation.settle('one');
    await cloudformation.call('DeleteStack', { StackName: 'one' });
    await cloudformation.settle('one').catch(() => undefined);
    expect(await cloudformation.call('ListExports', {})).toEqual({ Exports: [] });
    expect([...cloudformation.world.things.keys()]).toEqual([]);
  });

  it('have one owner, and fail a stack that asks for what is not there', async () => {
    await using cloudformation = await openCloudformation();
    const exporting = templateOf({ A: thing() }, { Outputs: { Out: { Value: 'v', Export: { Name: 'shared' } } } });
    await cloudformation.call('CreateStack', { StackName: 'one', TemplateBody: exporting });
    await cloudformation.settle('one');
    await cloudformation.call('CreateStack', { StackName: 'two', TemplateBody: exporting });
    expect(await cloudformation.settle('two')).toBe('ROLLBACK_COMPLETE');
    expect(await cloudformation.events('two')).toContain(
      'two ROLLBACK_IN_PROGRESS Export with name shared is already exported by stack one. Rollback requested by user.',
    );
    const importing = templateOf({ B: thing({ Value: { 'Fn::ImportValue': 'missing' } }) });
    await cloudformation.call('CreateStack', { StackName: 'three', TemplateBody: importing });
    expect(await cloudformation.settle('three')).toBe('ROLLBACK_COMPLETE');
    expect(await cloudformation.events('three')).toContain('B CREATE_FAILED No export named missing found');
  });
});

describe('rollback triggers', () => {
  const Arn = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors';
  const open = async (state: 'OK' | 'INSUFFICIENT_DATA') => {
    const cloudformation = await openCloudformation();
    cloudformation.peers.alarms.set('errors', state);
    await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TemplateBody: templateOf({ A: thing({ Name: 'a', Value: 1 }) }),
    });
    await cloudformation.settle('shop');
    await cloudformation.call('UpdateStack', {
      StackName: 'shop',
      TemplateBody: templateOf({ A: thing({ Name: 'a', Value: 2 }) }),
      RollbackConfiguration: {
        RollbackTriggers: [{ Arn, Type: 'AWS::CloudWatch::Alarm' }],
        MonitoringTimeInMinutes: 10,
      },
    });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_IN_PROGRESS');
    return cloudformation;
  };

  it('are watched until the monitoring time is over', async () => {
    await using cloudformation = await open('INSUFFICIENT_DATA');
    await cloudformation.advance(9 * 60_000);
    expect(await cloudformation.settle('shop')).toBe('UPDATE_IN_PROGRESS');
    await cloudformation.advance(60_000);
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
  });

  it('send the stack back while they are watched', async () => {
    await using cloudformation = await open('OK');
    await cloudformation.advance(5 * 60_000);
    cloudformation.peers.alarms.set('errors', 'ALARM');
    await cloudformation.advance(10_000);
    expect(await cloudformation.settle('shop')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await cloudformation.events('shop')).toContain(
      `shop UPDATE_ROLLBACK_IN_PROGRESS Rollback trigger ${Arn} is in ALARM state`,
    );
    expect(cloudformation.world.things.get('a')?.properties['Value']).toBe(1);
  });

  it('are read again after a crash', async () => {
    await using cloudformation = await open('OK');
    await cloudformation.rise();
    cloudformation.peers.alarms.set('errors', 'ALARM');
    await cloudformation.advance(120_000);
    expect(await cloudformation.settle('shop')).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  it('are refused if they are no alarms', async () => {
    await using cloudformation = await openCloudformation();
    const create = (trigger: { Arn: string; Type: string }) =>
      cloudformation.call('CreateStack', {
        StackName: 'shop',
        TemplateBody: templateOf({ A: thing() }),
        RollbackConfiguration: { RollbackTriggers: [trigger] },
      });
    await expect(create({ Arn, Type: 'Another' })).rejects.toThrow('Rollback Trigger Type not supported');
    await expect(
      create({ Arn: 'arn:aws:cloudwatch:us-east-1:000000000000:x', Type: 'AWS::CloudWatch::Alarm' }),
    ).rejects.toThrow("RelativeId of a Rollback Trigger's ARN is incorrect");
  });
});

describe('what a request asks beside its template', () => {
  it('is done once, though it is asked twice with one token', async () => {
    await using cloudformation = await openCloudformation();
    const input = { StackName: 'shop', TemplateBody: templateOf({ A: thing() }), ClientRequestToken: 'once' };
    const first = await cloudformation.call('CreateStack', input);
    expect(await cloudformation.call('CreateStack', input)).toEqual(first);
    await expect(cloudformation.call('CreateStack', { ...input, ClientRequestToken: 'twice' })).rejects.toMatchObject({
      type: 'AlreadyExistsException',
      message: 'Stack [shop] already exists',
    });
    await cloudformation.settle('shop');
    const { StackEvents = [] } = await cloudformation.call('DescribeStackEvents', { StackName: 'shop' });
    expect(new Set(StackEvents.map(({ ClientRequestToken }) => ClientRequestToken))).toEqual(new Set(['once']));
  });

  it('needs to be acknowledged where the template gives permissions', async () => {
    await using cloudformation = await openCloudformation();
    const TemplateBody = templateOf({ R: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r' } } });
    await expect(
      cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody, Capabilities: ['CAPABILITY_IAM'] }),
    ).rejects.toMatchObject({
      type: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
    });
    await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TemplateBody,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    });
    const { Stacks } = await cloudformation.call('DescribeStacks', { StackName: 'shop' });
    expect(Stacks?.[0]?.Capabilities).toEqual(['CAPABILITY_NAMED_IAM']);
  });

  it('changes resources when only the tags of the stack change', async () => {
    await using cloudformation = await openCloudformation();
    const TemplateBody = templateOf({ A: thing({ Name: 'a' }) });
    await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody, Tags: [{ Key: 'team', Value: 'x' }] });
    await cloudformation.settle('shop');
    await cloudformation.call('UpdateStack', { StackName: 'shop', TemplateBody, Tags: [{ Key: 'team', Value: 'y' }] });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    expect(cloudformation.world.deeds).toEqual(['create a', 'update a']);
    const { Stacks } = await cloudformation.call('DescribeStacks', { StackName: 'shop' });
    expect(Stacks?.[0]?.Tags).toEqual([{ Key: 'team', Value: 'y' }]);
  });

  it('is held back by a stack policy', async () => {
    await using cloudformation = await openCloudformation();
    await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TemplateBody: templateOf({ A: thing({ Name: 'a', Value: 1 }) }),
    });
    await cloudformation.settle('shop');
    const deny = {
      Statement: [{ Effect: 'Deny', Action: 'Update:*', Principal: '*', Resource: 'LogicalResourceId/A' }],
    };
    await expect(
      cloudformation.call('SetStackPolicy', { StackName: 'shop', StackPolicyBody: '{"Statement": []}' }),
    ).rejects.toThrow('Error validating stack policy: Invalid stack policy');
    await cloudformation.call('SetStackPolicy', { StackName: 'shop', StackPolicyBody: JSON.stringify(deny) });
    const next = { StackName: 'shop', TemplateBody: templateOf({ A: thing({ Name: 'a', Value: 2 }) }) };
    await cloudformation.call('UpdateStack', next);
    expect(await cloudformation.settle('shop')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await cloudformation.events('shop')).toContain(
      'A UPDATE_FAILED Action denied by stack policy: Statement [#1] does not allow [Update:*] for resource [LogicalResourceId/A]',
    );
    const allow = { Statement: [{ Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }] };
    const policy = async (): Promise<unknown> =>
      JSON.parse((await cloudformation.call('GetStackPolicy', { StackName: 'shop' })).StackPolicyBody ?? '');
    await cloudformation.call('UpdateStack', {
      StackName: 'shop',
      TemplateBody: templateOf({ A: thing({ Name: 'a', Value: 2, Seconds: 60 }) }),
      StackPolicyDuringUpdateBody: JSON.stringify(allow),
    });
    await cloudformation.settle('shop');
    expect(await policy()).toEqual(allow);
    await cloudformation.advance(60_000);
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    expect(await policy()).toEqual(deny);
  });

  it('makes a stack that is under review, of which no change set holds any more', async () => {
    await using cloudformation = await openCloudformation();
    const proposed = { StackName: 'shop', TemplateBody: templateOf({ A: thing() }) };
    const { Id: id = '', StackId: stackId } = await cloudformation.call('CreateChangeSet', {
      ...proposed,
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
    });
    expect((await cloudformation.call('CreateStack', proposed)).StackId).toBe(stackId);
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
    const told = await cloudformation.call('DescribeChangeSet', { ChangeSetName: id });
    expect(told.ExecutionStatus).toBe('OBSOLETE');
  });

  it('tells topics of all that happens, in order and after a restart too', async () => {
    await using cloudformation = await openCloudformation();
    await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TemplateBody: templateOf({ A: thing({ Seconds: 60 }) }),
      NotificationARNs: ['arn:aws:sns:us-east-1:000000000000:stacks'],
    });
    await cloudformation.settle('shop');
    await cloudformation.restart();
    await cloudformation.advance(120_000);
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
    const told = cloudformation.peers.messages.map(
      (message) => /LogicalResourceId='(.*)'/.exec(message)?.[1] + ' ' + /ResourceStatus='(.*)'/.exec(message)?.[1],
    );
    expect(told).toEqual([
      'shop CREATE_IN_PROGRESS',
      'A CREATE_IN_PROGRESS',
      'A CREATE_IN_PROGRESS',
      'A CREATE_COMPLETE',
      'shop CREATE_COMPLETE',
    ]);
  });

  it('tells the event bus of all that happens, and topics of nothing from before they were named', async () => {
    await using cloudformation = await openCloudformation();
    const StackName = 'shop';
    const { StackId } = await cloudformation.call('CreateStack', {
      StackName,
      TemplateBody: templateOf({ A: thing() }),
    });
    await cloudformation.settle('shop');
    const { busEvents, messages } = cloudformation.peers;
    expect(
      busEvents.map(({ type, detail }) => [type, detail['logical-resource-id'], detail['status-details']]),
    ).toEqual(
      [
        ['Stack', undefined, { status: 'CREATE_IN_PROGRESS', 'status-reason': 'User Initiated' }],
        ['Resource', 'A', { status: 'CREATE_IN_PROGRESS', 'status-reason': '' }],
        ['Resource', 'A', { status: 'CREATE_IN_PROGRESS', 'status-reason': 'Resource creation Initiated' }],
        ['Resource', 'A', { status: 'CREATE_COMPLETE', 'status-reason': '' }],
        ['Stack', undefined, { status: 'CREATE_COMPLETE', 'status-reason': '' }],
      ].map(([of, ...rest]) => [`CloudFormation ${String(of)} Status Change`, ...rest]),
    );
    expect(busEvents.every(({ detail }) => detail['stack-id'] === StackId)).toBe(true);

    await cloudformation.call('UpdateStack', {
      StackName,
      TemplateBody: templateOf({ A: thing({ Value: 'changed' }) }),
      NotificationARNs: ['arn:aws:sns:us-east-1:000000000000:stacks'],
    });
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    expect(messages.some((message) => message.includes("ResourceStatus='CREATE_"))).toBe(false);
    expect(messages.length).toBe(busEvents.length - 5);
  });

  it('gives a creation up that takes too long', async () => {
    await using cloudformation = await openCloudformation();
    await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TimeoutInMinutes: 1,
      TemplateBody: templateOf({ A: thing({ Seconds: 600 }) }),
    });
    await cloudformation.settle('shop');
    await cloudformation.advance(60_000);
    expect(await cloudformation.settle('shop')).toBe('ROLLBACK_COMPLETE');
    expect(await cloudformation.events('shop')).toContain(
      'shop ROLLBACK_IN_PROGRESS Stack creation time exceeded the specified timeout. Rollback requested by user.',
    );
  });

  it('cannot change a stack that is being changed', async () => {
    await using cloudformation = await openCloudformation();
    const { StackId } = await cloudformation.call('CreateStack', {
      StackName: 'shop',
      TemplateBody: templateOf({ A: thing({ Seconds: 60 }) }),
    });
    await cloudformation.settle('shop');
    await expect(
      cloudformation.call('UpdateStack', { StackName: 'shop', TemplateBody: templateOf({ A: thing() }) }),
    ).rejects.toThrow(`Stack:${StackId} is in CREATE_IN_PROGRESS state and can not be updated.`);
  });
});
