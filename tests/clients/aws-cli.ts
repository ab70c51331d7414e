/** The AWS CLI, used as a person uses it: commands in a shell, files in a folder. */
import { createAwsCli } from './aws-cli/aws-cli-shell.ts';
import { useAliases } from './aws-cli/aliases.ts';
import { useLogs } from './aws-cli/logs.ts';
import { makeMistakes } from './aws-cli/mistakes.ts';
import { useFunctions } from './aws-cli/functions.ts';
import { useIdentity } from './aws-cli/identity.ts';
import { useRunningFunctions } from './aws-cli/running.ts';
import { useSettings } from './aws-cli/settings.ts';
import { useStorage } from './aws-cli/storage.ts';
import type { ClientSurroundings } from './client.ts';
import { Skipped } from './steps.ts';
import { createWorkspace } from './workspace.ts';

export async function useAwsCli({ serin, steps, python }: ClientSurroundings): Promise<void> {
  if (python.kind === 'absent') {
    await steps.step('AWS CLI', 'installation', 'install', () => Promise.reject(new Skipped(python.reason)));
    return;
  }
  using workspace = createWorkspace();
  const aws = createAwsCli({ serin, steps, workspace, bin: python.bin, client: `AWS CLI ${python.awsCli}` });
  await useIdentity(aws);
  await useStorage(aws);
  await useFunctions(aws);
  await useAliases(aws);
  await useSettings(aws);
  await useRunningFunctions(aws);
  await useLogs(aws);
  await makeMistakes(aws);
}
