/** The SAM CLI on a platform whose clock runs ahead: from a folder with a template to a canary, and back to nothing. */
import { startSerin } from '../serin-program.ts';
import { createAwsCli } from './aws-cli/aws-cli-shell.ts';
import type { ClientSurroundings } from './client.ts';
import { installSamCli } from './python-clients.ts';
import { writeApplication } from './sam-cli/application.ts';
import { deployChanges, deployTheFirst } from './sam-cli/deployments.ts';
import { answerTheGuide, askOfStacks, callFunctions, deleteAll } from './sam-cli/questions.ts';
import { createSam } from './sam-cli/sam-shell.ts';
import { Skipped } from './steps.ts';
import { createWorkspace } from './workspace.ts';

export async function useSamCli({ steps }: ClientSurroundings): Promise<void> {
  const installed = await installSamCli();
  if (installed.kind === 'absent') {
    await steps.step('SAM CLI', 'installation', 'install', () => Promise.reject(new Skipped(installed.reason)));
    return;
  }
  const { bin, version, python } = installed;
  using workspace = createWorkspace();
  // Five minutes of a canary in five seconds.
  await using serin = await startSerin(['--speed', '60']);
  const sam = createSam(createAwsCli({ serin, steps, workspace, bin, client: `SAM CLI ${version}` }));
  writeApplication(workspace, python);
  await deployTheFirst(sam);
  await deployChanges(sam);
  await answerTheGuide(sam);
  await askOfStacks(sam);
  await callFunctions(sam);
  await deleteAll(sam);
  if (steps.failed > 0) console.log(serin.output());
}
