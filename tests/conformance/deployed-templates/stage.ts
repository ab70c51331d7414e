/** A platform that stacks are deployed to by AWS's own clients, and a desk that answers for the functions. */
import {
  CloudFormation,
  type Capability,
  type ChangeSetType,
  type Parameter,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import type { JsonObject } from '../../../src/template/json.ts';
import { startTestPlatform } from '../../../src/testing/index.ts';
import { openReportDesk } from './report-desk.ts';
import type { Release } from './releases.ts';

export const StackName = 'corpus';
const templateBucket = 'templates';
const Capabilities: Capability[] = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'];
const stepsMax = 500;

export type Stage = Awaited<ReturnType<typeof openStage>>;

export interface Shift {
  readonly deploymentId: string;
  readonly config: string;
  readonly status: string;
  /** What it shifted: `function:alias current target`. */
  readonly target: string;
}

export async function openStage() {
  await using stack = new AsyncDisposableStack();
  const platform = stack.use(await startTestPlatform({ runtimes: 'any' }));
  const config = { ...platform.clientConfig, maxAttempts: 1 };
  const [stacks, codedeploy, iam, lambda, s3, ssm] = [
    new CloudFormation(config),
    new CodeDeploy(config),
    new IAM(config),
    new Lambda(config),
    new S3(config),
    new SSM(config),
  ];
  const desk = stack.use(await openReportDesk({ platform, stacks, codedeploy }));
  await s3.createBucket({ Bucket: templateBucket });
  const owned = stack.move();

  const describe = async (name: string) => (await stacks.describeStacks({ StackName: name })).Stacks?.[0];
  const resources = async () => (await stacks.describeStackResources({ StackName })).StackResources ?? [];
  const events = async (name: string): Promise<StackEvent[]> =>
    (await stacks.describeStackEvents({ StackName: name })).StackEvents ?? [];
  /** Waits until the stack's operation has ended, and tells how. */
  const settle = async (StackId: string): Promise<string> => {
    for (let step = 0; step < stepsMax; step += 1) {
      await platform.advance(await desk.serve(StackId));
      const status = (await describe(StackId))?.StackStatus ?? '';
      if (!status.endsWith('IN_PROGRESS')) return status;
    }
    throw new Error(`Still ${(await describe(StackId))?.StackStatus}`);
  };

  return {
    account: platform.account,
    desk,
    lambda,
    stacks,
    resources,
    events,
    /** Makes a change set, carries it out, and waits for its end. */
    async deploy(template: JsonObject, Parameters: Parameter[], ChangeSetType: ChangeSetType): Promise<string> {
      await s3.putObject({ Bucket: templateBucket, Key: 'template.json', Body: JSON.stringify(template) });
      const TemplateURL = `${platform.endpoint}/${templateBucket}/template.json`;
      const { Id: ChangeSetName = '', StackId = '' } = await stacks.createChangeSet({
        StackName,
        ChangeSetName: `set${Date.now()}`,
        ChangeSetType,
        Capabilities,
        Parameters,
        TemplateURL,
      });
      for (let step = 0; step < 100; step += 1) {
        await platform.advance(1000);
        const { Status, StatusReason } = await stacks.describeChangeSet({ ChangeSetName });
        if (Status === 'FAILED') throw new Error(`change set: ${StatusReason}`);
        if (Status === 'CREATE_COMPLETE') break;
      }
      await stacks.executeChangeSet({ ChangeSetName });
      return settle(StackId);
    },
    async remove(): Promise<string> {
      const StackId = (await describe(StackName))?.StackId ?? '';
      await stacks.deleteStack({ StackName });
      return settle(StackId);
    },
    /** What a template takes to be in the account that it goes to. */
    async createRole(RoleName: string): Promise<void> {
      const principals = ['codedeploy.amazonaws.com', 'lambda.amazonaws.com'];
      const trust = { Effect: 'Allow', Principal: { Service: principals }, Action: 'sts:AssumeRole' };
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
      await iam.createRole({ RoleName, AssumeRolePolicyDocument });
    },
    async createParameter(Name: string): Promise<void> {
      await ssm.putParameter({ Name, Value: 'given', Type: 'String' });
    },
    async upload({ packages }: Release): Promise<void> {
      for (const { bucket, key, body } of packages) {
        const Bucket = bucket.kind === 'named' ? bucket.name : await physicalIdOf(bucket.logicalId);
        if (bucket.kind === 'named') await s3.createBucket({ Bucket }).catch(ignoreOwned);
        await s3.putObject({ Bucket, Key: key, Body: body });
      }
    },
    /** As the tool does that put them there: a bucket that holds objects is not deleted. */
    async clear(): Promise<void> {
      for (const { ResourceType, PhysicalResourceId: Bucket = '' } of await resources()) {
        if (ResourceType !== 'AWS::S3::Bucket') continue;
        const { Contents = [] } = await s3.listObjectsV2({ Bucket });
        for (const { Key = '' } of Contents) await s3.deleteObject({ Bucket, Key });
      }
    },
    async deployments(): Promise<Shift[]> {
      const { deployments = [] } = await codedeploy.listDeployments({});
      return Promise.all(deployments.map(describeShift));
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };

  async function describeShift(deploymentId: string): Promise<Shift> {
    const { deploymentInfo: info } = await codedeploy.getDeployment({ deploymentId });
    const { targetIds = [] } = await codedeploy.listDeploymentTargets({ deploymentId });
    const { deploymentTargets = [] } = await codedeploy.batchGetDeploymentTargets({ deploymentId, targetIds });
    const targets = deploymentTargets.map(({ lambdaTarget }) => {
      const { functionName, functionAlias, currentVersion, targetVersion } = lambdaTarget?.lambdaFunctionInfo ?? {};
      return `${functionName}:${functionAlias} ${currentVersion} ${targetVersion}`;
    });
    return {
      deploymentId,
      config: info?.deploymentConfigName ?? '',
      status: info?.status ?? '',
      target: targets.join(),
    };
  }

  async function physicalIdOf(logicalId: string): Promise<string> {
    const found = (await resources()).find(({ LogicalResourceId }) => LogicalResourceId === logicalId);
    return found?.PhysicalResourceId ?? '';
  }
}

function ignoreOwned(error: unknown): void {
  if (!(error instanceof Error && error.name.startsWith('BucketAlready'))) throw error;
}
