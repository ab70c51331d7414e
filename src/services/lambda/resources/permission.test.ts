import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../aws/api-error.ts';
import {
  createStatement,
  describePolicy,
  parsePrincipal,
  requirePolicyRevision,
  withoutStatement,
  withPolicy,
  withStatement,
} from './permission.ts';

const resource = 'arn:aws:lambda:us-east-1:123456789012:function:fn';
const asked = { FunctionName: 'fn', StatementId: 's1', Action: 'lambda:InvokeFunction', Principal: '*' };

describe('a principal', () => {
  test.each([
    ['*', '*'],
    ['s3.amazonaws.com', { Service: 's3.amazonaws.com' }],
    ['logs.us-east-1.amazonaws.com', { Service: 'logs.us-east-1.amazonaws.com' }],
    ['alexa-appkit.amazon.com', { Service: 'alexa-appkit.amazon.com' }],
    ['123456789012', { AWS: 'arn:aws:iam::123456789012:root' }],
    ['arn:aws:iam::123456789012:root', { AWS: 'arn:aws:iam::123456789012:root' }],
    ['arn:aws:iam::123456789012:user/u', { AWS: 'arn:aws:iam::123456789012:user/u' }],
    ['arn:aws:iam::123456789012:role/path/r', { AWS: 'arn:aws:iam::123456789012:role/path/r' }],
  ])('%s is written as policies write it', (principal, written) => {
    expect(parsePrincipal(principal)).toEqual(written);
  });

  test.each([
    'invalid.nonaws.com',
    'amazonaws.com',
    '12345',
    'arn:aws:s3:::bucket',
    'arn:aws:iam::123456789012:user/',
    '',
  ])('%j is none', (principal) => {
    expect(parsePrincipal(principal)).toBeUndefined();
    expect(() => createStatement({ ...asked, Principal: principal }, resource)).toThrow(
      'The provided principal was invalid. Please check the principal and try again.',
    );
  });
});

describe('a statement', () => {
  test('without conditions has none', () => {
    expect(JSON.stringify(createStatement({ ...asked, Principal: 's3.amazonaws.com' }, resource))).toBe(
      `{"Sid":"s1","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"${resource}"}`,
    );
  });

  test('carries all conditions in the order in which AWS writes them', () => {
    const statement = createStatement(
      {
        ...asked,
        SourceAccount: '111111111111',
        SourceArn: 'arn:aws:s3:::b',
        FunctionUrlAuthType: 'NONE',
        PrincipalOrgID: 'o-1234567890',
        EventSourceToken: 'token',
        InvokedViaFunctionUrl: true,
      },
      resource,
    );
    expect(JSON.stringify(statement.Condition)).toBe(
      '{"StringEquals":{"AWS:SourceAccount":"111111111111","lambda:FunctionUrlAuthType":"NONE","lambda:EventSourceToken":"token","aws:PrincipalOrgID":"o-1234567890"},"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"},"Bool":{"lambda:InvokedViaFunctionUrl":"true"}}',
    );
  });
});

describe('a policy', () => {
  const statement = createStatement(asked, resource);
  const policy = withStatement(undefined, statement, 'r1');

  test('is told as a JSON text with ID and version', () => {
    expect(JSON.parse(describePolicy(policy))).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [statement],
    });
  });

  test('takes each statement ID once', () => {
    expect(() => withStatement(policy, statement, 'r2')).toThrow(
      'The statement id (s1) provided already exists. Please provide a new statement id, or remove the existing statement.',
    );
  });

  test('keeps the order of its statements', () => {
    const longer = withStatement(policy, { ...statement, Sid: 's0' }, 'r2');
    expect(longer.statements.map(({ Sid }) => Sid)).toEqual(['s1', 's0']);
    expect(withoutStatement(longer, 's1', 'r3')).toEqual({
      statements: [{ ...statement, Sid: 's0' }],
      revisionId: 'r3',
    });
  });

  test('is gone with its last statement', () => {
    expect(withoutStatement(policy, 's1', 'r2')).toBeUndefined();
    expect(withPolicy({ name: 'fn', policy, revisionId: 'r1' }, undefined, 'r2')).toEqual({
      name: 'fn',
      revisionId: 'r2',
    });
  });

  test('that is not there, or lacks the statement, is not found', () => {
    expect(() => withoutStatement(undefined, 's1', 'r')).toThrow('No policy is associated with the given resource.');
    expect(() => withoutStatement(policy, 's2', 'r')).toThrow('Statement s2 is not found in resource policy.');
  });

  test('holds at most 20 KiB', () => {
    const grow = (): void => {
      let longer = policy;
      for (let count = 0; count < 200; count += 1)
        longer = withStatement(longer, { ...statement, Sid: `statement-${count}` }, 'r');
    };
    expect(grow).toThrow(/^The final policy size \(20\d{3}\) is bigger than the limit \(20480\)\.$/);
  });

  test('is held to its own revision, and before there is one to that of the record', () => {
    const mismatch = (call: () => void): unknown => {
      try {
        return call();
      } catch (error) {
        return error instanceof ApiError ? [error.type, error.message] : error;
      }
    };
    const refused = [
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id',
    ];
    expect(mismatch(() => requirePolicyRevision({ revisionId: 'f' }, 'f'))).toBeUndefined();
    expect(mismatch(() => requirePolicyRevision({ revisionId: 'f' }, undefined))).toBeUndefined();
    expect(mismatch(() => requirePolicyRevision({ revisionId: 'f' }, 'x'))).toEqual(refused);
    expect(mismatch(() => requirePolicyRevision({ revisionId: 'f', policy }, 'r1'))).toBeUndefined();
    expect(mismatch(() => requirePolicyRevision({ revisionId: 'f', policy }, 'f'))).toEqual(refused);
  });
});
