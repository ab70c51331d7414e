/** The AWS CLI, used as a person uses it: commands in a shell, files in a folder. */
import { useApis } from './aws-cli/apis.ts';
import { createAwsCli } from './aws-cli/aws-cli-shell.ts';
import { useAliases } from './aws-cli/aliases.ts';
import { useDeployments } from './aws-cli/deploy.ts';
import { useLogs } from './aws-cli/logs.ts';
import { makeMistakes } from './aws-cli/mistakes.ts';
import { useFunctions } from './aws-cli/functions.ts';
import { useIdentity } from './aws-cli/identity.ts';
import { useRunningFunctions } from './aws-cli/running.ts';
import { useSettings } from './aws-cli/settings.ts';
import { useStacks } from './aws-cli/stacks.ts';
import { useStorage } from './aws-cli/storage.ts';
import type { ClientSurroundings } from './client.ts';
import { Skipped } from './steps.ts';
import { createWorkspace } from './workspace.ts';

/** In their order: some need what those before them have made. */
const parts = {
  identity: useIdentity,
  storage: useStorage,
  functions: useFunctions,
  aliases: useAliases,
  settings: useSettings,
  running: useRunningFunctions,
  logs: useLogs,
  apis: useApis,
  deployments: useDeployments,
  stacks: useStacks,
  mistakes: makeMistakes,
};

export async function useAwsCli({ serin, steps, python, part }: ClientSurroundings): Promise<void> {
  if (python.kind === 'absent') {
    await steps.step('AWS CLI', 'installation', 'install', () => Promise.reject(new Skipped(python.reason)));
    return;
  }
  using workspace = createWorkspace();
  const aws = createAwsCli({ serin, steps, workspace, bin: python.bin, client: `AWS CLI ${python.awsCli}` });
  for (const [name, use] of Object.entries(parts)) if (part === undefined || part === name) await use(aws);
}
