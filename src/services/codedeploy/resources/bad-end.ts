/** Why a deployment ended badly, in words for people. */
import type { HookStage } from '../../../deployment/deployment-state.ts';
import { parseArn } from '../../../aws/arn.ts';
import { shortName } from './describe-deployment.ts';
import type { DeploymentRecord } from './deployment.ts';
import { errorInformationOf, lifecycleEventNames } from './error-information.ts';

/** `undefined`: it has not, or not yet. */
export function whyEndedBadly(deployment: DeploymentRecord): string | undefined {
  const { phase } = deployment.state;
  const ending = phase.kind === 'ended' || phase.kind === 'settling' ? phase.ending : undefined;
  if (ending === undefined || ending.outcome === 'succeeded') return undefined;
  const { reason } = ending;
  switch (reason.kind) {
    case 'alarm':
      return reason.names.map((name) => ofAlarm(name, reason.wasActiveAtStart, deployment)).join(' ');
    case 'request':
      return `${stopperOf(deployment)} stopped it.`;
    case 'hook-reported':
      return `${hookOf(deployment, reason.stage)} reported that it failed.`;
    case 'hook-broken':
      return `${hookOf(deployment, reason.stage)} broke: ${reason.detail}`;
    case 'hook-silent':
      return `${hookOf(deployment, reason.stage)} did not report within its hour.`;
    case 'unreadable-alarms':
      return `The state of its alarms could not be read: ${reason.detail}`;
    case 'refused':
    case 'time-limit':
      return errorInformationOf(ending)?.message;
  }
}

/** The runner kept what CloudWatch said of it: `<name>: <reason>`, with words before it at the start. */
function ofAlarm(name: string, wasActiveAtStart: boolean, { messages }: DeploymentRecord): string {
  const mark = `${name}: `;
  const told = messages.find((message) => message.startsWith(mark) || message.includes(` ${mark}`));
  const why = told === undefined ? '.' : `: ${told.slice(told.indexOf(mark) + mark.length)}`;
  return wasActiveAtStart
    ? `The alarm ${name} was in ALARM before the deployment began${why}`
    : `The alarm ${name} went off${why}`;
}

function hookOf({ target }: DeploymentRecord, stage: HookStage): string {
  const hook = target?.hooks[stage];
  return `The hook ${hook === undefined ? '' : `${shortName(hook)} `}(${lifecycleEventNames[stage]})`;
}

function stopperOf({ interventions = [] }: DeploymentRecord): string {
  const stop = interventions.findLast(({ kind }) => kind === 'stop-requested');
  return stop === undefined ? 'Somebody' : nameOfPrincipal(stop.by);
}

/** As `root`, `user/ann`, `deployer/session` of an assumed role, or the service that acts by itself. */
export function nameOfPrincipal(arn: string): string {
  const resource = parseArn(arn)?.resource ?? arn;
  const service = /^role\/aws-service-role\/([^/]+)\//.exec(resource)?.[1];
  return service ?? resource.replace(/^assumed-role\//, '');
}
