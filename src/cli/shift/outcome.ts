/** How a deployment ended and where its traffic is now, in sentences. Pure. */
import type { Tone } from './lines.ts';
import { hasEnded, type DeploymentView, type Snapshot } from './snapshot.ts';
import { formatDuration, formatPercent, headlineOf, plain } from './words.ts';

export interface Sentence {
  readonly tone: Tone | undefined;
  readonly text: string;
}

const say = (tone: Tone | undefined, text: string): Sentence => ({ tone, text: plain(text) });

/** Nothing while it runs. */
export function describeOutcome({ deployment, rollback }: Snapshot): readonly Sentence[] {
  if (!hasEnded(deployment)) return [];
  const took = tookOf(deployment);
  if (deployment.status === 'Succeeded') {
    if (rollback !== undefined)
      return [say('good', `Succeeded in ${took}`), ...describeRollback(deployment, rollback, 'undid it')];
    return [say('good', `Succeeded in ${took}: ${wholeTraffic(deployment.target?.targetVersion)}`)];
  }
  const { error } = deployment;
  return [
    say('bad', `${deployment.status} after ${took}${error === undefined ? '' : `: ${headlineOf(error.code)}`}`),
    ...(error === undefined ? [] : [say(undefined, error.message)]),
    ...(rollback === undefined
      ? describeRemains(deployment)
      : describeRollback(deployment, rollback, 'took the traffic back')),
    ...advise(deployment),
  ];
}

/** From its creation to its end. */
export const tookOf = ({ createdAt, completedAt }: DeploymentView): string =>
  formatDuration((completedAt ?? createdAt) - createdAt);

const wholeTraffic = (version: string | undefined): string =>
  version === undefined ? 'the alias is where it was to be' : `all traffic is on version ${version}`;

function describeRollback(deployment: DeploymentView, rollback: DeploymentView, did: string): readonly Sentence[] {
  const { deploymentId, status } = rollback;
  if (!hasEnded(rollback)) return [say('warn', `${deploymentId} is taking the traffic back`)];
  if (status === 'Succeeded') {
    const back = wholeTraffic(rollback.target?.targetVersion);
    return [say('good', `${deploymentId} ${did} in ${tookOf(rollback)}: ${back}`)];
  }
  const why = rollback.error?.message ?? status;
  return [say('bad', `${deploymentId} could not take the traffic back: ${why}`), say('bad', splitSentence(deployment))];
}

/** Where the traffic is that nobody took back. */
function describeRemains(deployment: DeploymentView): readonly Sentence[] {
  const { weightPercent, target, deploymentId } = deployment;
  if (weightPercent === 0) {
    const where = target === undefined ? '' : `: ${wholeTraffic(target.currentVersion)}`;
    return [say(undefined, `No traffic was moved${where}`)];
  }
  return [
    say('bad', splitSentence(deployment)),
    // A command that breaks over two lines cannot be copied.
    say(undefined, `Take it back with: serin undo ${deploymentId}`),
  ];
}

function splitSentence({ weightPercent, target }: DeploymentView): string {
  if (target === undefined) return '';
  const { currentVersion, targetVersion } = target;
  if (weightPercent === 0 || weightPercent === 100)
    return `All traffic is on version ${weightPercent === 0 ? currentVersion : targetVersion}`;
  const [current, rest] = [formatPercent(100 - weightPercent), formatPercent(weightPercent)];
  return `The traffic stays split: ${current} on version ${currentVersion}, ${rest} on version ${targetVersion}`;
}

/** What to do where an alarm keeps the mend itself from being deployed. */
function advise({ error, lifecycleEvents }: DeploymentView): readonly Sentence[] {
  const hasBegun = lifecycleEvents.some(({ startedAt }) => startedAt !== undefined);
  if (error?.code !== 'ALARM_ACTIVE' || hasBegun) return [];
  return [
    say(undefined, 'The alarm was in ALARM before the deployment began. Wait until it is OK, or'),
    say(undefined, 'deploy in spite of it with: serin deploy … --override-alarms'),
  ];
}
