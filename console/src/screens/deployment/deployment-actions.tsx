import { formatPercent, weightPercent } from '../../format/numbers.ts';
import { useCall } from '../../live/live.tsx';
import { ConfirmAction } from '../../parts/confirm-action.tsx';
import { navigate, pathOf } from '../../routing/router.tsx';
import { hasEnded, isRollback, type DeploymentView } from './read-deployment.ts';

interface ActionProps {
  readonly deployment: DeploymentView;
}

/** What can be done now: while it runs, and after it. */
export function DeploymentActions({ deployment }: ActionProps) {
  if (hasEnded(deployment.status)) return <Undo deployment={deployment} />;
  if (isRollback(deployment)) return <p className="muted small">A rollback cannot be steered.</p>;
  return (
    <>
      <PauseOrResume deployment={deployment} />
      <Promote deployment={deployment} />
      <Stop deployment={deployment} />
      <RollBack deployment={deployment} />
    </>
  );
}

/** Once all traffic has moved there is nothing to hold or to hurry. */
const whyNotSteerable = ({ shift }: DeploymentView): string | undefined =>
  shift.phase === 'after' || shift.phase === 'settling' ? 'All its traffic has moved already' : undefined;

const split = ({ shift, target }: DeploymentView): string => {
  const percent = weightPercent(shift.targetVersionWeight);
  if (target === undefined) return 'as it is';
  return `${formatPercent(100 - percent)} on version ${target.currentVersion} and ${formatPercent(percent)} on version ${target.targetVersion}`;
};

function PauseOrResume({ deployment }: ActionProps) {
  const call = useCall();
  const { id, shift } = deployment;
  if (shift.isPaused)
    return (
      <ConfirmAction
        label="Resume"
        question={`Resume ${id}?`}
        confirmLabel="Resume"
        onConfirm={async () => {
          await call('serin', 'ResumeDeployment', { deploymentId: id });
          return `${id} goes on.`;
        }}
      >
        <p>It goes on where it was held: what was left of the waiting time then is left now.</p>
      </ConfirmAction>
    );
  return (
    <ConfirmAction
      label="Pause"
      question={`Pause ${id}?`}
      confirmLabel="Pause"
      disabledReason={whyNotSteerable(deployment)}
      onConfirm={async () => {
        await call('serin', 'PauseDeployment', { deploymentId: id });
        return `${id} is paused.`;
      }}
    >
      <p>Traffic stays split, {split(deployment)}, until you resume, promote or stop it.</p>
      <p>Alarms go on watching: one that goes off still ends the deployment.</p>
    </ConfirmAction>
  );
}

function Promote({ deployment }: ActionProps) {
  const call = useCall();
  const { id, target } = deployment;
  const version = target === undefined ? 'the new version' : `version ${target.targetVersion}`;
  return (
    <ConfirmAction
      label="Promote now"
      tone="primary"
      question={`Send all traffic to ${version} now?`}
      confirmLabel="Promote now"
      disabledReason={whyNotSteerable(deployment)}
      onConfirm={async () => {
        await call('serin', 'PromoteDeployment', { deploymentId: id });
        return `All traffic goes to ${version}.`;
      }}
    >
      <p>The rest of the waiting is skipped: {version} gets 100 % of the traffic at once.</p>
      <p>
        Judgement is not skipped: hooks that have not passed are awaited, and an alarm still takes the traffic back.
      </p>
    </ConfirmAction>
  );
}

function Stop({ deployment }: ActionProps) {
  const call = useCall();
  const { id } = deployment;
  return (
    <ConfirmAction
      label="Stop"
      tone="danger"
      question={`Stop ${id} where it is?`}
      confirmLabel="Stop"
      onConfirm={async () => {
        await call('codedeploy', 'StopDeployment', { deploymentId: id, autoRollbackEnabled: false });
        return `${id} is being stopped.`;
      }}
    >
      <p>
        The deployment ends, and traffic stays as it is split now: {split(deployment)}. To send it back instead, choose
        Roll back.
      </p>
      <p>Where CloudFormation started it, the update of its stack fails and rolls back.</p>
    </ConfirmAction>
  );
}

function RollBack({ deployment }: ActionProps) {
  const call = useCall();
  const { id, target } = deployment;
  const version = target === undefined ? 'the version it came from' : `version ${target.currentVersion}`;
  return (
    <ConfirmAction
      label="Roll back"
      tone="danger"
      question={`Stop ${id} and send all traffic back?`}
      confirmLabel="Roll back"
      onConfirm={async () => {
        await call('codedeploy', 'StopDeployment', { deploymentId: id, autoRollbackEnabled: true });
        return `${id} is being stopped, and all traffic goes back to ${version}.`;
      }}
    >
      <p>The deployment ends, and a rollback sends 100 % of the traffic to {version} at once.</p>
      <p>Where CloudFormation started it, the update of its stack fails and rolls back.</p>
    </ConfirmAction>
  );
}

function Undo({ deployment }: ActionProps) {
  const call = useCall();
  const { id, shift, target } = deployment;
  if (!shift.undo.isPossible) return null;
  const version = target === undefined ? 'the version it came from' : `version ${target.currentVersion}`;
  return (
    <ConfirmAction
      label="Undo"
      tone="danger"
      question={`Take ${id} back?`}
      confirmLabel="Undo"
      onConfirm={async () => {
        const { deploymentId } = await call('serin', 'UndoDeployment', { deploymentId: id });
        navigate(pathOf('deployments', deploymentId));
        return `${deploymentId} takes ${id} back.`;
      }}
    >
      <p>
        All traffic goes back to {version} at once, by a deployment of its own without hooks and alarms. The stack, if
        any, is not changed: the next update of it deploys the new version again.
      </p>
    </ConfirmAction>
  );
}
