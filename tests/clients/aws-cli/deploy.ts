/** CodeDeploy: applications and groups, deployments that succeed, fail and are stopped, hooks, tags. */
import assert from 'node:assert/strict';
import { checkoutAppSpec, deployerTrust, hookPackage, type CheckoutShift } from '../checkout-package.ts';
import { lambdaTrust, versionTeller } from '../workspace.ts';
import type { AwsCli } from './aws-cli-shell.ts';

const area = 'deployments';
const account = '000000000000';
const group = '--application-name shop --deployment-group-name checkout';
const atOnce = '--deployment-config-name CodeDeployDefault.LambdaAllAtOnce';

export async function useDeployments(aws: AwsCli): Promise<void> {
  await prepare(aws);
  await useGroups(aws);
  await deploySuccessfully(aws);
  await deployWithHook(aws);
  await stopDeployment(aws);
  await failDeployments(aws);
  await useTags(aws);
}

async function prepare({ sh, step, workspace }: AwsCli): Promise<void> {
  workspace.write('runner-trust.json', lambdaTrust);
  workspace.write('deployer-trust.json', deployerTrust);
  workspace.write('v1.zip', versionTeller('one'));
  workspace.write('v2.zip', versionTeller('two'));
  workspace.write('hook.zip', hookPackage());
  await step(area, 'a function with two versions, and a hook', async () => {
    for (const name of ['runner', 'deployer'])
      await sh(`aws iam create-role --role-name shop-${name} --assume-role-policy-document file://${name}-trust.json`);
    const create = 'aws lambda create-function --runtime nodejs22.x --handler index.handler --timeout 30';
    const role = `--role arn:aws:iam::${account}:role/shop-runner`;
    await sh(`${create} ${role} --function-name checkout --zip-file fileb://v1.zip --publish`);
    await sh(`${create} ${role} --function-name CodeDeployHook_before --zip-file fileb://hook.zip`);
    await sh('aws lambda wait function-active-v2 --function-name checkout');
    await sh('aws lambda wait function-active-v2 --function-name CodeDeployHook_before');
    await sh('aws lambda create-alias --function-name checkout --name live --function-version 1');
    await sh('aws lambda update-function-code --function-name checkout --zip-file fileb://v2.zip');
    await sh('aws lambda wait function-updated-v2 --function-name checkout');
    assert.equal(await sh('aws lambda publish-version --function-name checkout --query Version --output text'), '2');
  });
}

async function useGroups({ sh, shFails, step }: AwsCli): Promise<void> {
  await step(area, 'deploy create-application, get-application, list-applications', async () => {
    const create = 'aws deploy create-application --application-name shop --compute-platform Lambda';
    const id = await sh(`${create} --tags Key=team,Value=checkout --query applicationId --output text`);
    assert.match(id, /^[0-9a-f-]{36}$/);
    const read = 'application.[applicationId, computePlatform]';
    assert.equal(
      await sh(`aws deploy get-application --application-name shop --query '${read}' --output text`),
      `${id}\tLambda`,
    );
    assert.equal(await sh('aws deploy list-applications --query applications --output text'), 'shop');
    assert.match(await shFails(create), /\(ApplicationAlreadyExistsException\)/);
  });
  await step(area, 'deploy create-deployment-group, get-deployment-group', async () => {
    const style = '--deployment-style deploymentType=BLUE_GREEN,deploymentOption=WITH_TRAFFIC_CONTROL';
    const rollback = '--auto-rollback-configuration enabled=true,events=DEPLOYMENT_FAILURE';
    const role = `--service-role-arn arn:aws:iam::${account}:role/shop-deployer`;
    await sh(`aws deploy create-deployment-group ${group} ${role} ${atOnce} ${style} ${rollback}`);
    const read = 'deploymentGroupInfo.[deploymentConfigName, computePlatform, autoRollbackConfiguration.events[0]]';
    assert.equal(
      await sh(`aws deploy get-deployment-group ${group} --query '${read}' --output text`),
      'CodeDeployDefault.LambdaAllAtOnce\tLambda\tDEPLOYMENT_FAILURE',
    );
  });
}

/** Begins a deployment, the AppSpec file written in the CLI's own short form, and gives its ID. */
async function deploy({ sh, workspace }: AwsCli, shift: CheckoutShift, options: string): Promise<string> {
  const revision = `revisionType=AppSpecContent,appSpecContent={content='${checkoutAppSpec(shift)}'}`;
  workspace.write('revision.txt', revision);
  const create = `aws deploy create-deployment ${group} --revision "$(cat revision.txt)" ${options}`;
  return sh(`${create} --query deploymentId --output text`);
}

const aliasOf = ({ sh }: AwsCli): Promise<string> =>
  sh(
    `aws lambda get-alias --function-name checkout --name live --query '[FunctionVersion, RoutingConfig.AdditionalVersionWeights."2"]' --output text`,
  );

const waitFor = (id: string): string => `aws deploy wait deployment-successful --deployment-id ${id}`;

async function deploySuccessfully(aws: AwsCli): Promise<void> {
  const { sh, step, workspace } = aws;
  await step(
    area,
    'deploy create-deployment --revision revisionType=AppSpecContent,…, wait, get-deployment',
    async () => {
      const id = await deploy(aws, { from: '1', to: '2' }, '--description forward');
      assert.match(id, /^d-[A-Z0-9]{9}$/);
      await sh(waitFor(id));
      assert.equal(await aliasOf(aws), '2\tNone');
      const read = 'deploymentInfo.[status, creator, description, deploymentOverview.Succeeded]';
      assert.equal(
        await sh(`aws deploy get-deployment --deployment-id ${id} --query '${read}' --output text`),
        'Succeeded\tuser\tforward\t1',
      );
    },
  );
  await step(area, 'deploy create-deployment --cli-input-json, list- and get-deployment-target', async () => {
    const content = checkoutAppSpec({ from: '2', to: '1' });
    workspace.write(
      'deployment.json',
      JSON.stringify({
        applicationName: 'shop',
        deploymentGroupName: 'checkout',
        revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
      }),
    );
    const create = 'aws deploy create-deployment --cli-input-json file://deployment.json';
    const id = await sh(`${create} --query deploymentId --output text`);
    await sh(waitFor(id));
    assert.equal(await aliasOf(aws), '1\tNone');
    const list = `aws deploy list-deployment-targets --deployment-id ${id} --query targetIds --output text`;
    const target = await sh(list);
    const get = `aws deploy get-deployment-target --deployment-id ${id} --target-id ${target}`;
    const events = 'deploymentTarget.lambdaTarget.lifecycleEvents[].[lifecycleEventName, status]';
    assert.equal(
      await sh(`${get} --query '${events}' --output text`),
      'BeforeAllowTraffic\tSucceeded\nAllowTraffic\tSucceeded\nAfterAllowTraffic\tSucceeded',
    );
    const deployments = await sh(`aws deploy list-deployments ${group} --query deployments --output text`);
    assert.equal(deployments.split('\t')[0], id);
    assert.equal(deployments.split('\t').length, 2);
  });
  await step(area, 'deploy create-deployment --s3-location', async () => {
    workspace.write('appspec.yaml', checkoutAppSpec({ from: '1', to: '2' }));
    await sh('aws s3 mb s3://revisions && aws s3 cp appspec.yaml s3://revisions/appspec.yaml');
    const location = '--s3-location bucket=revisions,key=appspec.yaml,bundleType=YAML';
    const create = `aws deploy create-deployment ${group} ${location} --query deploymentId --output text`;
    await sh(waitFor(await sh(create)));
    assert.equal(await aliasOf(aws), '2\tNone');
    await sh(waitFor(await deploy(aws, { from: '2', to: '1' }, '')));
  });
}

async function deployWithHook(aws: AwsCli): Promise<void> {
  const { sh, shFails, step } = aws;
  await step(area, 'a hook that reports with the SDK from inside its function', async () => {
    const id = await deploy(aws, { from: '1', to: '2', beforeHook: 'CodeDeployHook_before' }, '');
    await sh(waitFor(id));
    assert.equal(await aliasOf(aws), '2\tNone');
    const put = `aws deploy put-lifecycle-event-hook-execution-status --deployment-id ${id}`;
    assert.match(
      await shFails(`${put} --lifecycle-event-hook-execution-id nothing --status Succeeded`),
      /\(InvalidLifecycleEventHookExecutionIdException\)/,
    );
    assert.match(
      await shFails(`${put} --lifecycle-event-hook-execution-id nothing --status Skipped`),
      /\(InvalidLifecycleEventHookExecutionStatusException\)/,
    );
    const other = put.replace(id, 'd-NOTHERE00');
    assert.match(
      await shFails(`${other} --lifecycle-event-hook-execution-id nothing --status Succeeded`),
      /\(DeploymentDoesNotExistException\)/,
    );
    await sh(waitFor(await deploy(aws, { from: '2', to: '1' }, '')));
  });
}

async function stopDeployment(aws: AwsCli): Promise<void> {
  const { sh, shFails, step } = aws;
  await step(area, 'deploy stop-deployment --auto-rollback-enabled', async () => {
    const canary = '--deployment-config-name CodeDeployDefault.LambdaCanary10Percent30Minutes';
    const id = await deploy(aws, { from: '1', to: '2' }, canary);
    await sh(`for attempt in $(seq 60); do
      aws lambda get-alias --function-name checkout --name live | grep AdditionalVersionWeights && exit
    done; exit 1`);
    assert.equal(await aliasOf(aws), '1\t0.1');
    const busy = await shFails(`aws deploy create-deployment ${group} --revision "$(cat revision.txt)"`);
    assert.match(busy, /\(DeploymentLimitExceededException\)/);
    assert.ok(busy.includes(`'${id}'`), busy);
    const stop = `aws deploy stop-deployment --deployment-id ${id} --auto-rollback-enabled`;
    assert.match(await sh(`${stop} --query status --output text`), /^(Pending|Succeeded)$/);
    assert.match(await shFails(waitFor(id)), /Waiter DeploymentSuccessful failed/);
    const read = 'deploymentInfo.[status, rollbackInfo.rollbackDeploymentId]';
    const [status, rollback = ''] = (
      await sh(`aws deploy get-deployment --deployment-id ${id} --query '${read}' --output text`)
    ).split('\t');
    assert.equal(status, 'Stopped');
    await sh(waitFor(rollback));
    assert.equal(await aliasOf(aws), '1\tNone');
    assert.match(await shFails(stop), /\(DeploymentAlreadyCompletedException\)/);
    const stopped = `aws deploy list-deployments ${group} --include-only-statuses Stopped`;
    assert.equal(await sh(`${stopped} --query deployments --output text`), id);
  });
}

async function failDeployments(aws: AwsCli): Promise<void> {
  const { sh, shFails, step } = aws;
  await step(area, 'a deployment that fails makes wait deployment-successful fail', async () => {
    const id = await deploy(aws, { from: '2', to: '1' }, '');
    assert.match(await shFails(waitFor(id)), /Waiter DeploymentSuccessful failed/);
    const read = 'deploymentInfo.[status, errorInformation.code]';
    assert.equal(
      await sh(`aws deploy get-deployment --deployment-id ${id} --query '${read}' --output text`),
      'Failed\tINVALID_LAMBDA_CONFIGURATION',
    );
    assert.equal(await aliasOf(aws), '1\tNone');
  });
  await step(area, 'errors by their codes', async () => {
    assert.match(
      await shFails('aws deploy get-deployment --deployment-id d-NOTHERE00'),
      /\(DeploymentDoesNotExistException\)/,
    );
    assert.match(
      await shFails('aws deploy get-application --application-name no'),
      /\(ApplicationDoesNotExistException\)/,
    );
    assert.match(
      await shFails('aws deploy list-on-premises-instances'),
      /\(NotImplemented\).*codedeploy:ListOnPremisesInstances/,
    );
  });
}

async function useTags({ sh, step }: AwsCli): Promise<void> {
  await step(area, 'deploy tag-resource, list-tags-for-resource, untag-resource', async () => {
    const of = `--resource-arn arn:aws:codedeploy:us-east-1:${account}:application:shop`;
    await sh(`aws deploy tag-resource ${of} --tags Key=stage,Value=test`);
    const list = `aws deploy list-tags-for-resource ${of} --query 'Tags[].[Key, Value]' --output text`;
    assert.deepEqual((await sh(list)).split('\n').toSorted(), ['stage\ttest', 'team\tcheckout']);
    await sh(`aws deploy untag-resource ${of} --tag-keys team`);
    assert.equal(await sh(list), 'stage\ttest');
  });
  await step(area, 'deploy delete-deployment-group, delete-application', async () => {
    await sh(`aws deploy delete-deployment-group ${group}`);
    await sh('aws deploy delete-application --application-name shop');
    assert.equal(await sh('aws deploy list-applications --query applications --output text'), '');
  });
}
