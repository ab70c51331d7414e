/** A platform on which a stack `shop` has an API before an alias, and callers of that API. */
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { startTestPlatform } from '../../src/testing/index.ts';
import { callApi } from './api-caller.ts';

const StackName = 'shop';

export interface ApiStackOptions {
  readonly dataFolder: string;
  /** What callers ask of the API. */
  readonly path: string;
}

export async function openApiStack({ dataFolder, path }: ApiStackOptions) {
  const platform = await startTestPlatform({ platform: { dataFolder } });
  const cloudformation = new CloudFormation({ ...platform.clientConfig, maxAttempts: 1 });
  const find = async () => (await cloudformation.describeStacks({ StackName })).Stacks?.[0];
  return {
    platform,
    cloudformation,
    async begin(ChangeSetType: 'CREATE' | 'UPDATE', TemplateBody: string): Promise<void> {
      const change = { StackName, ChangeSetName: `change-${platform.clock.now()}` };
      const Capabilities = ['CAPABILITY_IAM' as const, 'CAPABILITY_AUTO_EXPAND' as const];
      await cloudformation.createChangeSet({ ...change, ChangeSetType, TemplateBody, Capabilities });
      await platform.advance(1000);
      await cloudformation.executeChangeSet(change);
    },
    /** The stack's status once nothing is under way. */
    async settle(): Promise<string | undefined> {
      for (let turn = 0; turn < 600; turn += 1) {
        await platform.advance(1000);
        const status = (await find())?.StackStatus;
        if (status?.endsWith('IN_PROGRESS') === false) return status;
      }
      return (await find())?.StackStatus;
    },
    /** The stack's only output. */
    async apiId(): Promise<string> {
      return (await find())?.Outputs?.[0]?.OutputValue ?? '';
    },
    /** How often each answer came. */
    async answers(apiId: string, calls: number): Promise<Record<string, number>> {
      const counts: Record<string, number> = {};
      for (let index = 0; index < calls; index += 1) {
        const host = `${apiId}.execute-api.us-east-1.amazonaws.com`;
        const { status, text } = await callApi(platform.endpoint, { host, path });
        const answer = `${status} ${text}`;
        counts[answer] = (counts[answer] ?? 0) + 1;
      }
      return counts;
    },
    [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
  };
}
