/** STS and IAM: who one is, roles and their policies, temporary credentials. */
import assert from 'node:assert/strict';
import { lambdaTrust } from '../workspace.ts';
import type { AwsCli } from './aws-cli-shell.ts';

const basicExecution = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

export async function useIdentity({ sh, shFails, step, serin, workspace }: AwsCli): Promise<void> {
  const area = 'identity';
  workspace.write('trust.json', lambdaTrust);
  workspace.write('root-trust.json', lambdaTrust.replace('"Service":"lambda.amazonaws.com"', '"AWS":"000000000000"'));
  workspace.write(
    'policy.json',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
  );

  await step(area, 'sts get-caller-identity', async () => {
    const arn = await sh('aws sts get-caller-identity --query Arn --output text');
    assert.equal(arn, 'arn:aws:iam::000000000000:root');
  });
  await step(area, 'serin exec -- aws', async () => {
    const command = [process.execPath, ...serin.execArguments, 'aws sts get-caller-identity --output json'].join(' ');
    const forgotten = { AWS_ENDPOINT_URL: '', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    assert.match(await sh(command, forgotten), /"Account": "000000000000"/);
  });
  await step(area, 'iam create-role, get-role, list-roles', async () => {
    const create = 'aws iam create-role --role-name runner --assume-role-policy-document file://trust.json';
    const arn = await sh(`${create} --description "Runs functions" --query Role.Arn --output text`);
    assert.equal(arn, 'arn:aws:iam::000000000000:role/runner');
    const service = 'Role.AssumeRolePolicyDocument.Statement[0].Principal.Service';
    assert.equal(
      await sh(`aws iam get-role --role-name runner --query '[${service}, Role.Description]' --output text`),
      'lambda.amazonaws.com\tRuns functions',
    );
    assert.equal(await sh("aws iam list-roles --query 'Roles[].RoleName' --output text"), 'runner');
  });
  await step(area, 'iam attach-role-policy, list-attached-role-policies', async () => {
    await sh(`aws iam attach-role-policy --role-name runner --policy-arn ${basicExecution}`);
    const list = 'aws iam list-attached-role-policies --role-name runner';
    assert.equal(
      await sh(`${list} --query 'AttachedPolicies[].[PolicyName, PolicyArn]' --output text`),
      `AWSLambdaBasicExecutionRole\t${basicExecution}`,
    );
  });
  await step(area, 'iam put-role-policy, get-role-policy, list-role-policies', async () => {
    await sh('aws iam put-role-policy --role-name runner --policy-name s3 --policy-document file://policy.json');
    const get = 'aws iam get-role-policy --role-name runner --policy-name s3';
    assert.equal(await sh(`${get} --query 'PolicyDocument.Statement[0].Action' --output text`), 's3:*');
    assert.equal(await sh('aws iam list-role-policies --role-name runner --query PolicyNames --output text'), 's3');
  });
  await step(area, 'iam tag-role, list-role-tags', async () => {
    await sh('aws iam tag-role --role-name runner --tags Key=team,Value=checkout Key=stage,Value=test');
    const tags = await sh("aws iam list-role-tags --role-name runner --query 'Tags[].[Key, Value]' --output text");
    assert.deepEqual(tags.split('\n').toSorted(), ['stage\ttest', 'team\tcheckout']);
  });
  await step(area, 'iam create-policy, attach, get-policy-version', async () => {
    const create = 'aws iam create-policy --policy-name own --policy-document file://policy.json';
    const arn = await sh(`${create} --query Policy.Arn --output text`);
    assert.equal(arn, 'arn:aws:iam::000000000000:policy/own');
    await sh(`aws iam attach-role-policy --role-name runner --policy-arn ${arn}`);
    const get = `aws iam get-policy-version --policy-arn ${arn} --version-id v1`;
    assert.equal(await sh(`${get} --query 'PolicyVersion.Document.Statement[0].Action' --output text`), 's3:*');
  });
  await step(area, 'sts assume-role and a call signed with the result', async () => {
    await sh('aws iam create-role --role-name operator --assume-role-policy-document file://root-trust.json');
    const role = 'arn:aws:iam::000000000000:role/operator';
    const parts = 'Credentials.[AccessKeyId, SecretAccessKey, SessionToken]';
    const assume = `aws sts assume-role --role-arn ${role} --role-session-name me --query '${parts}' --output text`;
    const [AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = ''] = (await sh(assume)).split('\t');
    const temporary = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN };
    assert.equal(
      await sh('aws sts get-caller-identity --query Arn --output text', temporary),
      'arn:aws:sts::000000000000:assumed-role/operator/me',
    );
    assert.match(await sh('aws iam list-roles --output text', temporary), /runner/);
  });
  await step(area, 'iam delete-role', async () => {
    await sh('aws iam delete-role --role-name operator');
    assert.equal(
      await shFails('aws iam get-role --role-name operator'),
      'An error occurred (NoSuchEntity) when calling the GetRole operation: The role with name operator cannot be found.',
    );
    assert.match(await shFails('aws iam delete-role --role-name runner'), /\(DeleteConflict\)/);
  });
}
