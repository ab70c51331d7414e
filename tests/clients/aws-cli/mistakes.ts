/** What the AWS CLI shows for mistakes: AWS's own words, and plain ones for what Serin does not serve. */
import assert from 'node:assert/strict';
import { createNode } from './functions.ts';
import type { AwsCli } from './aws-cli-shell.ts';

const mistakes: readonly (readonly [what: string, command: string, error: string])[] = [
  [
    'a function that does not exist',
    'aws lambda invoke --function-name nobody out.json',
    'An error occurred (ResourceNotFoundException) when calling the Invoke operation: Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody',
  ],
  [
    'a function that exists already',
    `${createNode} --function-name fn --zip-file fileb://one.zip`,
    'An error occurred (ResourceConflictException) when calling the CreateFunction operation: Function already exist: fn',
  ],
  [
    'a role that does not exist',
    'aws lambda create-function --function-name new --runtime nodejs22.x --handler index.handler --role arn:aws:iam::000000000000:role/nobody --zip-file fileb://one.zip',
    'An error occurred (InvalidParameterValueException) when calling the CreateFunction operation: The role defined for the function cannot be assumed by Lambda.',
  ],
  [
    'a weight above one',
    "aws lambda update-alias --function-name fn --name live --routing-config 'AdditionalVersionWeights={1=2}'",
    "An error occurred (ValidationException) when calling the UpdateAlias operation: 1 validation error detected: Value '{1=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
  ],
  [
    'a package that is no zip',
    `echo nothing | aws s3 cp - s3://packages/no.zip && ${createNode} --function-name new --code S3Bucket=packages,S3Key=no.zip`,
    'An error occurred (InvalidParameterValueException) when calling the CreateFunction operation: Could not unzip uploaded file. Please check your file, then try to upload again.',
  ],
  [
    'a payload that is no JSON',
    'aws lambda invoke --function-name fn --payload nonsense out.json',
    'An error occurred (InvalidRequestContentException) when calling the Invoke operation: Could not parse request body into json: Could not parse payload into json: ',
  ],
  [
    'an alias of a version that does not exist',
    'aws lambda create-alias --function-name fn --name next --function-version 99',
    'An error occurred (ResourceNotFoundException) when calling the CreateAlias operation: Function not found: arn:aws:lambda:us-east-1:000000000000:function:fn:99',
  ],
  [
    'a wrong key',
    'AWS_SECRET_ACCESS_KEY=wrong aws lambda list-functions',
    'An error occurred (InvalidSignatureException) when calling the ListFunctions operation: The request signature we calculated does not match the signature you provided.',
  ],
  [
    'an unknown key',
    'AWS_ACCESS_KEY_ID=AKIAAAAAAAAAAAAAAAAA aws sts get-caller-identity',
    'An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid',
  ],
  [
    'an operation that Serin does not serve',
    'aws cloudformation list-type-registrations',
    'An error occurred (NotImplemented) when calling the ListTypeRegistrations operation: Serin does not serve cloudformation:ListTypeRegistrations yet.',
  ],
];

export async function makeMistakes({ shFails, step }: AwsCli): Promise<void> {
  for (const [what, command, error] of mistakes) {
    await step('mistakes', what, async () => {
      const shown = await shFails(command);
      assert.equal(shown.slice(0, error.length), error);
    });
  }
}
