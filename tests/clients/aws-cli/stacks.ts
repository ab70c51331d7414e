/** CloudFormation: a SAM template, packaged and deployed as it is; a canary within an update, and one that goes wrong. */
import assert from 'node:assert/strict';
import { aliasId, answering, canaryTemplate, failing, functionId } from '../../canary-stack.ts';
import { withTraffic } from '../canary-traffic.ts';
import type { AwsCli } from './aws-cli-shell.ts';

const area = 'stacks';
const StackName = 'sam-app';

export async function useStacks(aws: AwsCli): Promise<void> {
  aws.workspace.write('template.yaml', canaryTemplate({ codeUri: 'hello-world/' }));
  await createStack(aws);
  await shiftWithinUpdate(aws);
  await meetNoChanges(aws);
  await rollBack(aws);
  await deleteStack(aws);
}

async function packageCode({ sh, workspace }: AwsCli, source: string): Promise<void> {
  workspace.write('hello-world/app.js', source);
  await sh('aws cloudformation package --template-file template.yaml --s3-bucket code --output-template-file out.yaml');
}

const deploy = `aws cloudformation deploy --template-file out.yaml --stack-name ${StackName} --capabilities CAPABILITY_IAM`;

const stack = ({ sh }: AwsCli, query: string): Promise<string> =>
  sh(`aws cloudformation describe-stacks --stack-name ${StackName} --query 'Stacks[0].${query}' --output text`);

const functionOf = (aws: AwsCli): Promise<string> => stack(aws, 'Outputs[?OutputKey==`FunctionName`]|[0].OutputValue');

/** The version that takes all calls, or that with the weight of another. */
async function aliasOf(aws: AwsCli): Promise<string> {
  const read = '[FunctionVersion, values(RoutingConfig.AdditionalVersionWeights || `{}`)[0]]';
  const get = `aws lambda get-alias --function-name ${await functionOf(aws)} --name live`;
  return aws.sh(`${get} --query '${read}' --output text`);
}

/** What happened to the alias, or to the stack as a whole, newest first. */
const eventsOf = ({ sh }: AwsCli, logicalId: string): Promise<string> => {
  const list = `aws cloudformation describe-stack-events --stack-name ${StackName}`;
  const read = `StackEvents[?LogicalResourceId==\`${logicalId}\`].[ResourceStatus, ResourceStatusReason]`;
  return sh(`${list} --query '${read}' --output text`);
};

/** The command line's own waiters ask every 30 seconds. */
async function settle(aws: AwsCli): Promise<string> {
  for (;;) {
    const status = await stack(aws, 'StackStatus');
    if (!status.endsWith('IN_PROGRESS')) return status;
  }
}

async function createStack(aws: AwsCli): Promise<void> {
  const { sh, step } = aws;
  await step(area, 'cloudformation validate-template', async () => {
    const validate = 'aws cloudformation validate-template --template-body file://template.yaml';
    assert.equal(await sh(`${validate} --query DeclaredTransforms[0] --output text`), 'AWS::Serverless-2016-10-31');
    aws.workspace.write(
      'broken.yaml',
      'Resources:\n  Queue: { Type: AWS::SQS::Queue, Properties: { Name: !Ref Nothing } }',
    );
    assert.match(
      await aws.shFails('aws cloudformation validate-template --template-body file://broken.yaml'),
      /\(ValidationError\).*Unresolved resource dependencies \[Nothing\] in the Resources block of the template/,
    );
  });
  await step(area, 'cloudformation package, deploy of a new stack, describe-stacks', async () => {
    await sh('aws s3 mb s3://code');
    await packageCode(aws, answering('one'));
    assert.match(await sh(deploy), new RegExp(`Successfully created/updated stack - ${StackName}$`));
    assert.equal(await stack(aws, 'StackStatus'), 'CREATE_COMPLETE');
    assert.equal(await aliasOf(aws), '1\tNone');
    const resource = `aws cloudformation describe-stack-resource --stack-name ${StackName} --logical-resource-id`;
    const read = '--query StackResourceDetail.PhysicalResourceId --output text';
    assert.equal(await sh(`${resource} ${functionId} ${read}`), await functionOf(aws));
  });
}

async function shiftWithinUpdate(aws: AwsCli): Promise<void> {
  const { sh, step } = aws;
  await step(area, 'deploy --no-execute-changeset, execute-change-set: a canary within the update', async () => {
    await packageCode(aws, answering('two'));
    const changeSet = /arn:aws:cloudformation:\S+/.exec(await sh(`${deploy} --no-execute-changeset`))?.[0] ?? '';
    const read = 'sort_by(Changes[].ResourceChange, &Action)[].[Action, ResourceType]';
    const described = await sh(
      `aws cloudformation describe-change-set --change-set-name ${changeSet} --query '${read}' --output text`,
    );
    assert.deepEqual(described.split('\n').toSorted(), [
      'Add\tAWS::Lambda::Version',
      'Modify\tAWS::CloudWatch::Alarm',
      'Modify\tAWS::Lambda::Alias',
      'Modify\tAWS::Lambda::Function',
      'Remove\tAWS::Lambda::Version',
    ]);
    await sh(`aws cloudformation execute-change-set --change-set-name ${changeSet}`);
    const seen = new Set<string>();
    while ((await stack(aws, 'StackStatus')) === 'UPDATE_IN_PROGRESS') seen.add(await aliasOf(aws));
    assert.ok(seen.has('1\t0.1'), [...seen].join('; '));
    assert.equal(await settle(aws), 'UPDATE_COMPLETE');
    assert.equal(await aliasOf(aws), '2\tNone');
    assert.match(
      await eventsOf(aws, aliasId),
      /^UPDATE_COMPLETE\tNone\nUPDATE_IN_PROGRESS\tCodeDeploy deployment started: d-[A-Z0-9]{9}\nUPDATE_IN_PROGRESS\tNone\n/,
    );
  });
}

async function meetNoChanges({ sh, shFails, step }: AwsCli): Promise<void> {
  await step(area, 'deploy without a change', async () => {
    const upToDate = /No changes to deploy\. Stack sam-app is up to date/;
    assert.match(await shFails(deploy), upToDate);
    assert.match(await sh(`${deploy} --no-fail-on-empty-changeset`), upToDate);
  });
}

async function rollBack(aws: AwsCli): Promise<void> {
  const { shFails, step, serin } = aws;
  await step(area, 'deploy of broken code: the alarm takes the shift back, and the stack with it', async () => {
    await packageCode(aws, failing);
    const failed = await withTraffic(
      serin.environment,
      await functionOf(aws),
      shFails(deploy).then((text) => {
        assert.match(text, /^Failed to create\/update the stack\./m);
      }),
    );
    assert.ok(failed > 0);
    assert.equal(await settle(aws), 'UPDATE_ROLLBACK_COMPLETE');
    assert.equal(await aliasOf(aws), '2\tNone');
    const events = await eventsOf(aws, aliasId);
    assert.match(events, /UPDATE_IN_PROGRESS\tCodeDeploy rollback deployment started: d-/);
    assert.match(
      events,
      /UPDATE_FAILED\tResource handler returned message: "d-\w+ failed\. One or more alarms have been activated .* Activated alarms: <sam-app-CanaryErrorsAlarm-\w+>" \(RequestToken: /,
    );
    assert.match(
      await eventsOf(aws, StackName),
      /UPDATE_ROLLBACK_IN_PROGRESS\tThe following resource\(s\) failed to update: \[HelloWorldFunctionAliaslive\]\./,
    );
  });
}

async function deleteStack(aws: AwsCli): Promise<void> {
  const { sh, shFails, step } = aws;
  await step(area, 'cloudformation delete-stack, list-stacks', async () => {
    const name = await functionOf(aws);
    await sh(`aws cloudformation delete-stack --stack-name ${StackName}`);
    const list = 'aws cloudformation list-stacks --query StackSummaries[].StackStatus --output text';
    while ((await sh(list)) === 'DELETE_IN_PROGRESS');
    assert.equal(await sh(list), 'DELETE_COMPLETE');
    assert.match(
      await shFails(`aws cloudformation describe-stacks --stack-name ${StackName}`),
      /\(ValidationError\) .*Stack with id sam-app does not exist$/,
    );
    assert.match(await shFails(`aws lambda get-function --function-name ${name}`), /\(ResourceNotFoundException\)/);
  });
}
