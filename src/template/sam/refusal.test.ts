import { expect, test } from 'vitest';
import { aFunction, refusalOf } from './transform-sam.fixture.ts';

test('all causes of a template are told at once, in the order of their resources', () => {
  const noCode = { Type: 'AWS::Serverless::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'a.b' } };
  expect(refusalOf({ Zeta: noCode, Alpha: aFunction({ Unknown: 1 }) })).toBe(
    'Invalid Serverless Application Specification document. Number of errors found: 2. ' +
      'Resource with id [Alpha] is invalid. property Unknown not defined for resource of type AWS::Serverless::Function ' +
      "Resource with id [Zeta] is invalid. Only one of 'InlineCode' or 'CodeUri' can be set.",
  );
});

test('the refusal of an event is one of its function', () => {
  expect(
    refusalOf({ Fn: aFunction({ Events: { Upload: { Type: 'S3', Properties: { Bucket: 'b', Events: 'e' } } } }) }),
  ).toBe(
    'Invalid Serverless Application Specification document. Number of errors found: 1. ' +
      'Resource with id [Fn] is invalid. Event with id [Upload] is invalid. ' +
      'S3 events must reference an S3 bucket in the same template.',
  );
});

test('a template without resources is refused before anything else', () => {
  expect(refusalOf({})).toContain("Structure of the SAM template is invalid. 'Resources' section is required");
});

test('a generated resource may not take the ID of another', () => {
  expect(refusalOf({ Fn: aFunction(), FnRole: { Type: 'AWS::IAM::Role' } })).toContain(
    'Transforming resource with id [Fn] attempts to create a new resource with id [FnRole] and type "AWS::IAM::Role".',
  );
});
