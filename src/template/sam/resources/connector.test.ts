import { describe, expect, test } from 'vitest';
import { expandResources, propertiesOf, refusalOf } from '../sam-template.fixture.ts';

const rule = { type: 'AWS::Events::Rule' };
const queue = { type: 'AWS::SQS::Queue' };
const tableReader = {
  Reader: { type: 'AWS::Lambda::Function', properties: { Role: { 'Fn::GetAtt': ['ReaderRole', 'Arn'] } } },
  Orders: { type: 'AWS::DynamoDB::Table' },
};

function connector(source: string, destination: string, permissions: string[]) {
  const properties = { Source: { Id: source }, Destination: { Id: destination }, Permissions: permissions };
  return { type: 'Connector', properties };
}

describe('connectors', () => {
  test('a queue takes messages from the rule that leads to it, and from no other', () => {
    const { LinkQueuePolicy: policy } = expandResources({
      Tick: rule,
      Inbox: queue,
      Link: connector('Tick', 'Inbox', ['Write']),
    });
    expect(policy?.['Type']).toBe('AWS::SQS::QueuePolicy');
    expect(propertiesOf(policy)).toMatchObject({
      Queues: [{ Ref: 'Inbox' }],
      PolicyDocument: {
        Statement: [
          {
            Action: 'sqs:SendMessage',
            Resource: { 'Fn::GetAtt': ['Inbox', 'Arn'] },
            Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Tick', 'Arn'] } } },
          },
        ],
      },
    });
  });

  test('a function gets what it asks for on its role, and nothing more', () => {
    const { LinkPolicy: policy } = expandResources({ ...tableReader, Link: connector('Reader', 'Orders', ['Read']) });
    expect(propertiesOf(policy)).toMatchObject({ Roles: [{ Ref: 'ReaderRole' }] });
    expect(JSON.stringify(policy)).toContain('dynamodb:GetItem');
    expect(JSON.stringify(policy)).not.toContain('dynamodb:PutItem');
  });

  test('each of several destinations has a policy of its own', () => {
    const Destination = [{ Id: 'Orders' }, { Id: 'Inbox' }];
    const properties = { Source: { Id: 'Reader' }, Destination, Permissions: ['Write'] };
    const expanded = expandResources({ ...tableReader, Inbox: queue, Link: { type: 'Connector', properties } });
    expect(Object.keys(expanded)).toEqual(expect.arrayContaining(['LinkPolicyDestination0', 'LinkPolicyDestination1']));
  });

  test('what waits for a connector waits for what it becomes', () => {
    const { Later: later } = expandResources({
      ...tableReader,
      Link: connector('Reader', 'Orders', ['Read']),
      Later: { type: 'AWS::SNS::Topic', attributes: { DependsOn: ['Orders', 'Link'] } },
    });
    expect(later?.['DependsOn']).toEqual(['Orders', 'LinkPolicy']);
  });

  test('a connector inside its source is the same as one of its own', () => {
    const { TickLinkQueuePolicy: policy, Tick: tick } = expandResources({
      Tick: {
        ...rule,
        attributes: { Connectors: { Link: { Properties: { Destination: { Id: 'Inbox' }, Permissions: ['Write'] } } } },
      },
      Inbox: queue,
    });
    expect(policy?.['Type']).toBe('AWS::SQS::QueuePolicy');
    expect(tick).not.toHaveProperty('Connectors');
  });

  test('a pair that cannot be connected is refused by its types', () => {
    expect(
      refusalOf({ Tick: rule, Orders: { type: 'AWS::DynamoDB::Table' }, Link: connector('Tick', 'Orders', ['Read']) }),
    ).toBe(
      "Resource with id [Link] is invalid. Unable to create connector from AWS::Events::Rule to AWS::DynamoDB::Table; it's not supported or the template is invalid.",
    );
  });

  test('an access that the pair does not have is refused with those that it has', () => {
    expect(refusalOf({ ...tableReader, Link: connector('Reader', 'Orders', ['Delete']) })).toContain(
      'valid values are: Read, Write.',
    );
  });
});
