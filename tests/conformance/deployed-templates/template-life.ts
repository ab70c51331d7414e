/** Takes a template that somebody else wrote through a stack's life: created, its code changed, deleted. */
import { createHash } from 'node:crypto';
import { CloudFormation, type Parameter } from '@aws-sdk/client-cloudformation';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { startTestPlatform, type TestPlatform } from '../../../src/testing/index.ts';
import { packageFor } from './packages.ts';

export interface TemplateLife {
  /** The stack's status after its creation, or why there is none. */
  readonly created: string;
  readonly updated: string;
  readonly deleted: string;
  /** Deployments of CodeDeploy that the update made, by their status. */
  readonly shifts: readonly string[];
  /** Types of which Serin makes nothing. */
  readonly inert: readonly string[];
  /** Of whatever failed, by the resource that failed. */
  readonly reasons: readonly string[];
}

export interface TemplateCase {
  readonly template: object;
  readonly parameters: Readonly<Record<string, string>>;
}

const StackName = 'shop';
/** As the Serverless Framework calls the bucket that a stack's code lies in. */
const bucketId = 'ServerlessDeploymentBucket';
const objectUri = /s3:\/\/([a-z0-9.-]+)\/([^"]+)/g;

export async function liveThrough({ template, parameters }: TemplateCase): Promise<TemplateLife> {
  await using platform = await startTestPlatform({ runtimes: 'any' });
  const stage = connect(platform, parameters);
  await stage.createRole();
  const given = withWhatIsThere(JSON.stringify(template));
  const text = withDigest(given, packageFor(given, 'first'));
  const hasOwnBucket = await stage.beginWithBucket(template);
  await stage.storeCode(text, 'first');
  const ended = await stage.deploy(text, hasOwnBucket ? 'UPDATE' : 'CREATE');
  const created = hasOwnBucket && ended === 'UPDATE_COMPLETE' ? 'CREATE_COMPLETE' : ended;
  const inert = await stage.inertTypes();
  if (created !== 'CREATE_COMPLETE')
    return { created, updated: '', deleted: '', shifts: [], inert, reasons: await stage.reasons() };
  const next = changeCode(text);
  const changed = withDigest(next, packageFor(next, 'second'));
  await stage.storeCode(changed, 'second');
  const updated = await stage.deploy(changed, 'UPDATE');
  const reasons = await stage.reasons();
  const shifts = await stage.shifts();
  const deleted = await stage.remove();
  return { created, updated, deleted, shifts, inert, reasons };
}

/** Runtimes that AWS takes no more, in templates that are older than their end; roles of other accounts. */
const withWhatIsThere = (text: string): string =>
  text
    .replaceAll(/"nodejs(4\.3|6\.10|8\.10|10\.x|12\.x|14\.x)"/g, '"nodejs24.x"')
    .replaceAll(/"python(2\.7|3\.6|3\.7)"/g, '"python3.13"')
    .replaceAll(/arn:aws:iam::[^:"]*:role\/[\w/-]+/g, 'arn:aws:iam::000000000000:role/given');

/** What names the digest of its code names that of the package made for it. */
const withDigest = (text: string, code: Buffer): string =>
  text.replaceAll(/"CodeSha256":"[^"]+"/g, `"CodeSha256":"${createHash('sha256').update(code).digest('base64')}"`);

/** New packages, as after a change: other keys for all that lies in a bucket, other text for what is in line. */
function changeCode(text: string): string {
  return (
    text
      .replaceAll(objectUri, 's3://$1/$2.changed')
      .replaceAll(/("S3Key":")([^"]+)"/g, '$1$2.changed"')
      .replaceAll(/("(?:ZipFile|InlineCode)":")/g, '$1// changed\\n')
      // The Serverless Framework names versions after their code.
      .replaceAll(/"(\w+LambdaVersion)(\w+)"/g, '"$1Changed$2"')
  );
}

function connect(platform: TestPlatform, parameters: Readonly<Record<string, string>>) {
  const config = { ...platform.clientConfig, maxAttempts: 1 };
  const cloudformation = new CloudFormation(config);
  const s3 = new S3(config);
  const codedeploy = new CodeDeploy(config);
  const buckets = new Set<string>();
  let codeBucket = 'bucket';
  let changeSets = 0;
  const ensureBucket = async (Bucket: string): Promise<void> => {
    if (!buckets.has(Bucket)) await s3.createBucket({ Bucket });
    buckets.add(Bucket);
  };
  const events = async () => (await cloudformation.describeStackEvents({ StackName })).StackEvents ?? [];
  const settle = async (): Promise<string> => {
    for (let turn = 0; turn < 700; turn += 1) {
      const { Stacks: [stack] = [] } = await cloudformation.describeStacks({ StackName }).catch(() => ({ Stacks: [] }));
      if (stack === undefined) return 'DELETE_COMPLETE';
      const status = stack.StackStatus ?? '';
      if (!status.endsWith('_IN_PROGRESS')) return status;
      // A hook works in its own time, whatever the clock says.
      const isTesting = await hasOpenHook();
      await platform.advance(isTesting ? 0 : turn < 60 ? 1000 : 15_000);
      if (isTesting) turn -= 1;
    }
    return 'IN_PROGRESS';
  };
  const hasOpenHook = async (): Promise<boolean> => {
    const { deployments = [] } = await codedeploy.listDeployments({ includeOnlyStatuses: ['InProgress'] });
    for (const deploymentId of deployments) {
      const { targetIds = [] } = await codedeploy.listDeploymentTargets({ deploymentId });
      const { deploymentTargets: [target] = [] } = await codedeploy.batchGetDeploymentTargets({
        deploymentId,
        targetIds,
      });
      const stages = target?.lambdaTarget?.lifecycleEvents ?? [];
      if (stages.some(({ lifecycleEventName: name, status }) => name !== 'AllowTraffic' && status === 'InProgress'))
        return true;
    }
    return false;
  };
  return {
    /** The role that templates are told of. */
    async createRole(): Promise<string> {
      const principals = ['codedeploy.amazonaws.com', 'lambda.amazonaws.com'];
      const trust = { Effect: 'Allow', Principal: { Service: principals }, Action: 'sts:AssumeRole' };
      const document = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
      const { Role } = await new IAM(config).createRole({ RoleName: 'given', AssumeRolePolicyDocument: document });
      return Role?.Arn ?? '';
    },
    /** What the Serverless Framework does: a stack of the bucket alone, and then all of it. */
    async beginWithBucket(template: object): Promise<boolean> {
      const { Resources = {} } = template as { Resources?: Record<string, object> };
      const bucket = Resources[bucketId];
      if (bucket === undefined) return false;
      await this.deploy(JSON.stringify({ Resources: { [bucketId]: bucket } }), 'CREATE');
      const place = { StackName, LogicalResourceId: bucketId };
      const { StackResourceDetail } = await cloudformation.describeStackResource(place);
      codeBucket = StackResourceDetail?.PhysicalResourceId ?? '';
      buckets.add(codeBucket);
      return true;
    },
    /** A package for each object that the template names. */
    async storeCode(text: string, name: string): Promise<void> {
      const Body = packageFor(text, name);
      const uris = [...text.matchAll(objectUri)].map(([, bucket = '', key = '']) => ({ bucket, key }));
      const keys = [...text.matchAll(/"S3Key":"([^"]+)"/g)].map(([, key = '']) => ({ bucket: codeBucket, key }));
      for (const { bucket, key } of [...uris, ...keys]) {
        await ensureBucket(bucket);
        await s3.putObject({ Bucket: bucket, Key: key, Body });
      }
    },
    async deploy(text: string, ChangeSetType: 'CREATE' | 'UPDATE'): Promise<string> {
      await ensureBucket('templates');
      const ChangeSetName = `deploy-${(changeSets += 1)}`;
      const Key = `${ChangeSetName}.json`;
      await s3.putObject({ Bucket: 'templates', Key, Body: text });
      const given: Parameter[] = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      }));
      try {
        await cloudformation.createChangeSet({
          StackName,
          ChangeSetName,
          ChangeSetType,
          TemplateURL: `${platform.endpoint}/templates/${Key}`,
          Parameters: given,
          Capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
        });
        const { Status, StatusReason } = await cloudformation.describeChangeSet({
          StackName,
          ChangeSetName,
        });
        if (Status === 'FAILED') return `change set: ${StatusReason}`;
        await cloudformation.executeChangeSet({ StackName, ChangeSetName });
      } catch (error) {
        return `refused: ${error instanceof Error ? error.message : String(error)}`;
      }
      await platform.advance(0);
      return settle();
    },
    async remove(): Promise<string> {
      const { Contents = [] } = await s3.listObjectsV2({ Bucket: codeBucket }).catch(() => ({ Contents: [] }));
      for (const { Key } of Contents) await s3.deleteObject({ Bucket: codeBucket, Key });
      await cloudformation.deleteStack({ StackName });
      return settle();
    },
    async reasons(): Promise<string[]> {
      return (await events().catch(() => []))
        .filter(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED'))
        .filter(({ ResourceStatusReason = '' }) => !ResourceStatusReason.endsWith('cancelled'))
        .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`);
    },
    async inertTypes(): Promise<string[]> {
      const types = (await events().catch(() => []))
        .filter(({ ResourceStatusReason = '' }) => ResourceStatusReason.startsWith('Serin records '))
        .map(({ ResourceType = '' }) => ResourceType);
      return [...new Set(types)].toSorted();
    },
    async shifts(): Promise<string[]> {
      const { deployments = [] } = await codedeploy.listDeployments({});
      if (deployments.length === 0) return [];
      const { deploymentsInfo = [] } = await codedeploy.batchGetDeployments({
        deploymentIds: deployments.slice(0, 25),
      });
      return deploymentsInfo.map(({ status = '' }) => status);
    },
  };
}
