import { hasCode } from '../../api/console-error.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import type { Change } from '../../live/live-connection.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Link, useTitle } from '../../routing/router.tsx';
import { AlarmsPanel } from './alarms-panel.tsx';
import { ChartsPanel } from './charts-panel.tsx';
import { DeploymentHead } from './deployment-head.tsx';
import { DifferencePanel } from './difference-panel.tsx';
import { LifecyclePanel } from './lifecycle-panel.tsx';
import { OutcomeBanner } from './outcome-banner.tsx';
import { isRollback, readDeployment, type DeploymentView } from './read-deployment.ts';
import { TimelinePanel } from './timeline-panel.tsx';
import { TrafficPanel } from './traffic-panel.tsx';
import { useShiftData } from './use-shift-data.ts';
import { VersionsPanel } from './versions-panel.tsx';

/** One deployment as it happens, and where to step in. */
export function DeploymentScreen({ deploymentId }: { readonly deploymentId: string }) {
  useTitle(deploymentId);
  const call = useCall();
  const query = useLiveQuery({
    key: `deployment ${deploymentId}`,
    read: () => readDeployment(call, deploymentId),
    concerns: ofDeployment(deploymentId),
  });
  if (query.data === undefined && hasCode(query.error, /DeploymentDoesNotExist|InvalidDeploymentId/))
    return (
      <EmptyState title={`There is no deployment ${deploymentId} in this region`}>
        <p>
          Choose another region above, or look at <Link href="/deployments">all deployments</Link>.
        </p>
      </EmptyState>
    );
  return (
    <Loaded query={query} subject="the deployment">
      {(deployment) => <Deployment deployment={deployment} />}
    </Loaded>
  );
}

const ofDeployment =
  (id: string) =>
  (change: Change): boolean =>
    change.kind === 'deployment' && change.id === id;

function Deployment({ deployment }: { readonly deployment: DeploymentView }) {
  const { target } = deployment;
  const { alarms, timeline, metrics, window, rollback, failures } = useShiftData(deployment);
  return (
    <>
      <DeploymentHead deployment={deployment} />
      <OutcomeBanner deployment={deployment} reason={timeline.reason} rollback={rollback} />
      {failures.map(({ subject, error }) => (
        <Problem key={subject} error={error} title={`Could not read ${subject}`} />
      ))}
      <div className="deployment">
        <div className="deployment-main">
          <TrafficPanel deployment={deployment} weights={timeline.weights} />
          {target !== undefined && metrics !== undefined && (
            <ChartsPanel target={target} metrics={metrics} alarms={alarms} weights={timeline.weights} window={window} />
          )}
          <TimelinePanel entries={timeline.entries} />
          {target !== undefined && <DifferencePanel target={target} />}
        </div>
        <div className="deployment-side">
          {target !== undefined && metrics !== undefined && (
            <VersionsPanel deployment={deployment} target={target} metrics={metrics} />
          )}
          <AlarmsPanel alarms={alarms} isRollback={isRollback(deployment)} />
          <LifecyclePanel deployment={deployment} />
        </div>
      </div>
    </>
  );
}
