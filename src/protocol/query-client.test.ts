import { expect, it } from 'vitest';
import { cloudformation } from '../api/cloudformation.ts';
import { readQueryAnswer, readXmlError, writeQuery } from './query-client.ts';

it('writes nested members and lists as flat parameters', () => {
  const input = {
    StackName: 'a b',
    Tags: [{ Key: 'x', Value: '1' }, { Key: 'y' }],
    DisableRollback: true,
    RoleARN: undefined,
  };
  expect(writeQuery('CreateStack', '2010-05-15', input)).toBe(
    'Action=CreateStack&Version=2010-05-15&StackName=a+b&Tags.member.1.Key=x&Tags.member.1.Value=1&Tags.member.2.Key=y&DisableRollback=true',
  );
});

it('reads an answer by the schema of the output', async () => {
  const output = (await cloudformation.load()).findOperation('DescribeStacks')?.output;
  if (output === undefined) throw new Error('there is no such operation');
  const stack =
    '<StackName>a &amp; b</StackName><CreationTime>2026-11-28T12:00:00.000Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>';
  const xml = `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  expect(readQueryAnswer('DescribeStacks', output, xml)).toEqual({
    Stacks: [
      { StackName: 'a & b', CreationTime: new Date('2026-11-28T12:00:00.000Z'), StackStatus: 'CREATE_COMPLETE' },
    ],
  });
});

it('reads errors of both kinds', () => {
  expect(
    readXmlError(
      '<ErrorResponse><Error><Code>ValidationError</Code><Message>a &lt;b&gt;</Message></Error></ErrorResponse>',
    ),
  ).toEqual({
    __type: 'ValidationError',
    message: 'a <b>',
  });
  expect(readXmlError('<html></html>')).toEqual({});
});
