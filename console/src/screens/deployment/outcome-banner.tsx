import { Link, pathOf } from '../../routing/router.tsx';
import { describeOutcome, type RollbackView } from './outcome.ts';
import type { DeploymentView } from './read-deployment.ts';

interface OutcomeProps {
  readonly deployment: DeploymentView;
  readonly reason: string | undefined;
  readonly rollback: RollbackView | undefined;
}

/** How it ended, why, and where the traffic is now. */
export function OutcomeBanner({ deployment, reason, rollback }: OutcomeProps) {
  const outcome = describeOutcome(deployment, { reason, rollback });
  if (outcome === undefined) return null;
  const rollbackId = deployment.info.rollbackInfo?.rollbackDeploymentId;
  return (
    <section className={`outcome outcome-${outcome.tone}`} aria-label="Outcome">
      <p className="outcome-headline">{outcome.headline}</p>
      {outcome.sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {rollbackId !== undefined && (
        <p>
          <Link href={pathOf('deployments', rollbackId)}>Look at the rollback {rollbackId}</Link>
        </p>
      )}
    </section>
  );
}
