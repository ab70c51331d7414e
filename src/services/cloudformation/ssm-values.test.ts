import { describe, expect, it } from 'vitest';
import { openCloudformation, templateOf, thing } from './cloudformation.fixture.ts';

describe('values that SSM holds', () => {
  const createWith = async (parameters: object, held: Readonly<Record<string, string | readonly string[]>>) => {
    await using cloudformation = await openCloudformation();
    for (const [name, value] of Object.entries(held)) cloudformation.peers.parameters.set(name, value);
    const TemplateBody = templateOf({ A: thing({ Name: 'a' }) }, { Parameters: parameters });
    await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody });
    return (await cloudformation.call('DescribeStacks', { StackName: 'shop' })).Stacks?.[0]?.Parameters;
  };
  const kept = (of: string) => ({ P: { Type: `AWS::SSM::Parameter::Value<${of}>`, Default: '/p' } });

  it('are told as lists without blanks', async () => {
    expect(await createWith(kept('List<String>'), { '/p': ['a', 'b'] })).toEqual([
      { ParameterKey: 'P', ParameterValue: '/p', ResolvedValue: 'a,b' },
    ]);
  });

  it.each([
    [kept('String'), {}, 'Unable to fetch parameters [/p] from parameter store for this account.'],
    [
      kept('String'),
      { '/p': 'secret' },
      'Parameters [/p] referenced by template have types not supported by CloudFormation.',
    ],
    [kept('String'), { '/p': ['a'] }, 'Types for SSM parameters [/p] defined in CFN template and SSM are incompatible'],
    [
      kept('CommaDelimitedList'),
      { '/p': 'a,b' },
      'Types for SSM parameters [/p] defined in CFN template and SSM are incompatible',
    ],
    [
      { P: { Type: 'String', Default: '{{resolve:ssm:/p}}' } },
      { '/p': 'a' },
      'Template error: parameter P should not contain ssm versionless resolver',
    ],
  ])('%j over %j is refused', async (parameters, held, message) => {
    await expect(createWith(parameters, held)).rejects.toThrow(message);
  });

  it.each([
    ['{{resolve:ssm:/none:3}}', 'Parameters: [ssm:/none:3] cannot be found.'],
    [{ 'Fn::Sub': '{{resolve:ssm:/${AWS::Region}}}' }, 'Parameters: [ssm:/us-east-1] cannot be found.'],
    ['{{resolve:ssm:/p:live}}', 'Incorrect format is used in the following SSM reference: [{{resolve:ssm:/p:live}}]'],
    ['{{resolve:ssm:/secret}}', 'Non-secure ssm prefix was used for secure parameter /secret'],
  ])('%j is refused', async (Value, message) => {
    await using cloudformation = await openCloudformation();
    cloudformation.peers.parameters.set('/secret', 'secret');
    const TemplateBody = templateOf({ A: thing({ Name: 'a', Value }) });
    await expect(cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody })).rejects.toThrow(message);
  });

  it('are asked for anew by each update, whether the template changed or not', async () => {
    await using cloudformation = await openCloudformation();
    const { peers, world } = cloudformation;
    peers.parameters.set('/prod/db', 'one').set('/p', 'first');
    const TemplateBody = templateOf(
      {
        A: thing({ Name: 'a', Value: { 'Fn::Sub': 'db={{resolve:ssm:/${Stage}/db}}' } }),
        B: thing({ Name: 'b', Value: { Ref: 'P' } }),
        C: thing({ Name: 'c', Value: '{{resolve:ssm:/none}}' }, { Condition: 'Never' }),
      },
      {
        Parameters: { Stage: { Type: 'String', Default: 'prod' }, ...kept('String') },
        Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      },
    );
    await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody });
    expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
    expect(world.things.get('a')?.properties['Value']).toBe('db=one');
    expect(world.things.get('b')?.properties['Value']).toBe('first');
    const update = () => cloudformation.call('UpdateStack', { StackName: 'shop', UsePreviousTemplate: true });
    peers.parameters.set('/prod/db', 'two');
    await update();
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    expect(world.things.get('a')?.properties['Value']).toBe('db=two');
    peers.parameters.set('/p', 'second');
    await update();
    expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
    expect(world.things.get('b')?.properties['Value']).toBe('second');
  });
});
