/** How else to see a stack, and to steer it: commands that can be copied. Pure. */
import type { Snapshot } from '../shift/snapshot.ts';
import { defaultData } from './settings.ts';

interface Watched {
  readonly stackName: string;
  readonly data: string;
  readonly region?: string;
}

const exec = ({ data }: Watched): string => `serin exec${dataFlag(data)} -- aws cloudformation`;
const dataFlag = (data: string): string => (data === defaultData ? '' : ` --data ${data}`);
const regionFlag = ({ region }: Watched): string => (region === undefined ? '' : ` --region ${region}`);

export const watchCommand = (watched: Watched): string =>
  `${exec(watched)} describe-stack-events --stack-name ${watched.stackName}${regionFlag(watched)}`;

export const executeCommand = (watched: Watched, changeSet: string): string =>
  `${exec(watched)} execute-change-set --change-set-name ${changeSet}${regionFlag(watched)}`;

/** For a person who stops watching. `isNew`: the stack is being made, and giving that up deletes it. */
export function farewell(
  watched: Watched & { readonly isNew: boolean },
  shifts: readonly Snapshot[],
): readonly string[] {
  const { stackName, data, isNew } = watched;
  const giveUp = isNew
    ? `serin delete ${stackName}${dataFlag(data)}${regionFlag(watched)}`
    : `${exec(watched)} cancel-update-stack --stack-name ${stackName}${regionFlag(watched)}`;
  const running = shifts.filter(({ isFinal }) => !isFinal).map(({ deployment }) => deployment.deploymentId);
  return [
    `The stack ${stackName} goes on without being watched.`,
    `To see how it goes:  ${watchCommand(watched)}`,
    ...running.map((id) => `To see its traffic:  serin watch ${id}${dataFlag(data)}${regionFlag(watched)}`),
    `To give it up:       ${giveUp}`,
  ];
}
