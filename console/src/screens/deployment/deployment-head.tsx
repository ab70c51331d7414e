import type { ReactNode } from 'react';
import { useAnnounceChange } from '../../parts/announcer.tsx';
import { Breadcrumb } from '../../parts/breadcrumb.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Facts } from '../../parts/panel.tsx';
import { deploymentTone, inWords } from '../../parts/status-tones.ts';
import { formatPercent, weightPercent } from '../../format/numbers.ts';
import { Link, pathOf } from '../../routing/router.tsx';
import { DeploymentActions } from './deployment-actions.tsx';
import type { DeploymentView } from './read-deployment.ts';

/** Which deployment it is, how it stands, and what can be done. */
export function DeploymentHead({ deployment }: { readonly deployment: DeploymentView }) {
  const { id, info, shift, target, status } = deployment;
  const word = shift.isPaused ? 'Paused' : inWords(status);
  useAnnounceChange(`${id}: ${word}, ${formatPercent(weightPercent(shift.targetVersionWeight))} of the traffic`);
  return (
    <header className="head">
      <Breadcrumb href="/deployments" list="Deployments" name={id} />
      <div className="screen-head">
        <div className="screen-title">
          <h1>
            {target === undefined ? info.deploymentGroupName : `${target.functionName}:${target.functionAlias}`}
            {target !== undefined && (
              <span className="head-versions">
                {' '}
                {target.currentVersion} <span aria-hidden="true">→</span>
                <span className="visually-hidden">to</span> {target.targetVersion}
              </span>
            )}
          </h1>
          <Badge tone={shift.isPaused ? 'warn' : deploymentTone(status, info.errorInformation?.code)}>{word}</Badge>
        </div>
        <div className="screen-actions" role="group" aria-label="Actions">
          <DeploymentActions deployment={deployment} />
        </div>
      </div>
      <Facts facts={factsOf(deployment)} />
    </header>
  );
}

function factsOf({ info, target }: DeploymentView): readonly (readonly [string, ReactNode])[] {
  const { deploymentConfigName = '', createTime, completeTime, description, rollbackInfo = {} } = info;
  const { rollbackTriggeringDeploymentId: rollsBack } = rollbackInfo;
  return [
    ['Deployment config', deploymentConfigName.replace('CodeDeployDefault.', '')],
    ['Started by', rollsBack === undefined ? <Creator key="by" info={info} /> : <RollbackOf key="by" id={rollsBack} />],
    ['Started', <Moment key="started" at={createTime} />],
    ...(completeTime === undefined ? [] : ([['Ended', <Moment key="ended" at={completeTime} />]] as const)),
    ...(target === undefined
      ? []
      : ([['Function', <FunctionLink key="function" name={target.functionName} />]] as const)),
    ...(isTold(description) ? ([['Description', description]] as const) : []),
  ];
}

const FunctionLink = ({ name }: { readonly name: string }) => <Link href={pathOf('functions', name)}>{name}</Link>;

const RollbackOf = ({ id }: { readonly id: string }) => (
  <>
    Rollback of <Link href={pathOf('deployments', id)}>{id}</Link>
  </>
);

const creators: Readonly<Record<string, string>> = {
  user: 'A person or program',
  autoscaling: 'Auto Scaling',
  codeDeployRollback: 'A rollback',
};

/** CloudFormation says nothing in its descriptions but which stack it works for. */
const ofCloudFormation = /^CloudFormation Deployment - arn:[^/]*:stack\/([^/]+)\//;

const isTold = (description: string | undefined): boolean =>
  description !== undefined && description !== '' && !ofCloudFormation.test(description);

function Creator({ info: { creator, description = '' } }: Pick<DeploymentView, 'info'>) {
  const stack = ofCloudFormation.exec(description)?.[1];
  if (stack !== undefined)
    return (
      <>
        Stack <Link href={pathOf('stacks', stack)}>{stack}</Link>
      </>
    );
  return creator === undefined ? '–' : (creators[creator] ?? creator);
}
