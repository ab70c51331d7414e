/**
 * The SAM CLI on platforms whose clocks run ahead: all of its commands, from a folder with a template
 * to a canary and back to nothing; and AWS's workshop as its reader follows it.
 */
import { startSerin } from '../serin-program.ts';
import { createAwsCli } from './aws-cli/aws-cli-shell.ts';
import type { ClientSurroundings } from './client.ts';
import { installSamCli } from './python-clients.ts';
import { writeApplication } from './sam-cli/application.ts';
import { deployChanges, deployTheFirst } from './sam-cli/deployments.ts';
import { failToDeploy } from './sam-cli/failures.ts';
import { answerTheGuide, askOfStacks, callFunctions, deleteAll } from './sam-cli/questions.ts';
import { createSam, type Sam } from './sam-cli/sam-shell.ts';
import { followTheWorkshop } from './sam-cli/workshop.ts';
import { Skipped } from './steps.ts';
import { createWorkspace } from './workspace.ts';

interface Part {
  /** How many times as fast as the wall's the platform's clock is. */
  readonly speed: number;
  /** `python`: the minor version that the CLI builds with. */
  use(sam: Sam, python: string): Promise<void>;
}

const parts: Readonly<Record<string, Part>> = {
  // Five minutes of a canary in five seconds.
  commands: { speed: 60, use: useCommands },
  // In a quarter of a minute, which leaves time for those who call.
  workshop: { speed: 20, use: followTheWorkshop },
};

export async function useSamCli({ steps, part }: ClientSurroundings): Promise<void> {
  const installed = await installSamCli();
  if (installed.kind === 'absent') {
    await steps.step('SAM CLI', 'installation', 'install', () => Promise.reject(new Skipped(installed.reason)));
    return;
  }
  const { bin, version, python } = installed;
  for (const [name, { speed, use }] of Object.entries(parts)) {
    if (part !== undefined && part !== name) continue;
    using workspace = createWorkspace();
    await using serin = await startSerin(['--speed', String(speed)]);
    await use(createSam(createAwsCli({ serin, steps, workspace, bin, client: `SAM CLI ${version}` })), python);
    if (steps.failed > 0) console.log(serin.output());
  }
}

async function useCommands(sam: Sam, python: string): Promise<void> {
  writeApplication(sam.workspace, python);
  await deployTheFirst(sam);
  await deployChanges(sam);
  await failToDeploy(sam);
  await answerTheGuide(sam);
  await askOfStacks(sam);
  await callFunctions(sam);
  await deleteAll(sam);
}
