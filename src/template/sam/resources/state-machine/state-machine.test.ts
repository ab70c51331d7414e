import { describe, expect, test } from 'vitest';
import { expandResources, propertiesOf, refusalOf } from '../../sam-template.fixture.ts';

function machine(properties: object) {
  return { Flow: { type: 'StateMachine', properties: { Definition: { StartAt: 'A' }, ...properties } } };
}

describe('state machines', () => {
  test('the definition is JSON in lines, with variables for what is known only later', () => {
    const Definition = { States: { A: { Resource: { 'Fn::GetAtt': ['Work', 'Arn'] } } }, StartAt: 'A' };
    const { Flow: flow } = expandResources(machine({ Definition }));
    const { DefinitionString: text, DefinitionSubstitutions: substitutions } = propertiesOf(flow);
    expect(text).toEqual({
      'Fn::Join': [
        '\n',
        [
          '{',
          '    "StartAt": "A",',
          '    "States": {',
          '        "A": {',
          '            "Resource": "${definition_substitution_1}"',
          '        }',
          '    }',
          '}',
        ],
      ],
    });
    expect(substitutions).toEqual({ definition_substitution_1: { 'Fn::GetAtt': ['Work', 'Arn'] } });
  });

  test('a published machine keeps its versions, and moves its alias as the template says', () => {
    const DeploymentPreference = { Type: 'CANARY', Interval: 5, Percentage: 10 };
    const expanded = expandResources(machine({ AutoPublishAlias: 'live', DeploymentPreference }));
    expect(expanded['FlowVersion']).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(propertiesOf(expanded['FlowAliaslive'])).toEqual({
      Name: 'live',
      DeploymentPreference: { ...DeploymentPreference, StateMachineVersionArn: { Ref: 'FlowVersion' } },
    });
  });

  test('events start the alias where they shall', () => {
    const Events = { Tick: { Type: 'Schedule', Properties: { Schedule: 'rate(1 hour)', Enabled: false } } };
    const expanded = expandResources(machine({ AutoPublishAlias: 'live', UseAliasAsEventTarget: true, Events }));
    expect(propertiesOf(expanded['FlowTick'])).toMatchObject({
      State: 'DISABLED',
      Targets: [{ Arn: { Ref: 'FlowAliaslive' }, RoleArn: { 'Fn::GetAtt': ['FlowTickRole', 'Arn'] } }],
    });
  });

  test('a request to an API starts an execution with its body', () => {
    const Events = { Post: { Type: 'Api', Properties: { Path: '/start', Method: 'post' } } };
    const { ServerlessRestApi: api } = expandResources(machine({ Events }));
    expect(JSON.stringify(propertiesOf(api)['Body'])).toContain('states:action/StartExecution');
    expect(JSON.stringify(propertiesOf(api)['Body'])).toContain('\\"stateMachineArn\\": \\"${Flow}\\"');
  });

  test('two methods of one path cannot be one', () => {
    const event = { Type: 'Api', Properties: { Path: '/start', Method: 'post' } };
    expect(refusalOf(machine({ Events: { One: event, Two: event } }))).toMatch(
      /^Event with id \[\w+\] is invalid\. API method "post" defined multiple times for path "\/start"\.$/,
    );
  });

  test('traffic cannot be shifted without an alias', () => {
    expect(refusalOf(machine({ DeploymentPreference: { Type: 'LINEAR' } }))).toBe(
      "Resource with id [Flow] is invalid. 'DeploymentPreference' requires 'AutoPublishAlias' property to be specified.",
    );
  });
});
