import type { ShiftSummary } from '../../api/serin-operations.ts';
import { formatPercent } from '../../format/numbers.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { Command, EmptyState } from '../../parts/empty-state.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Link, pathOf } from '../../routing/router.tsx';
import { sharesOf, type AliasShare } from './alias-split.ts';
import type { Alias } from './read-functions.ts';

const running = ['Created', 'InProgress'];

interface AliasesProps {
  readonly name: string;
  readonly aliases: readonly Alias[];
}

/** Where each alias sends its calls, and the deployment that is moving it. */
export function AliasesPanel({ name, aliases }: AliasesProps) {
  const call = useCall();
  const { data, error } = useLiveQuery({
    key: `running deployments of ${name}`,
    read: () => call('serin', 'ListShifts', { functionName: name, status: running }),
    concerns: ({ kind }) => kind === 'deployment',
  });
  return (
    <Panel title="Aliases" className="order-traffic">
      {error !== undefined && <Problem error={error} title="Could not read its deployments" />}
      {aliases.length === 0 ? (
        <EmptyState title="It has no alias">
          <p>A deployment shifts the traffic of an alias. With SAM:</p>
          <p>
            <Command>AutoPublishAlias: live</Command>
          </p>
        </EmptyState>
      ) : (
        <ul className="alias-list">
          {aliases.map((alias) => (
            <AliasItem
              key={alias.Name}
              alias={alias}
              deployment={data?.shifts.find(({ functionAlias }) => functionAlias === alias.Name)}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface AliasItemProps {
  readonly alias: Alias;
  readonly deployment: ShiftSummary | undefined;
}

function AliasItem({ alias, deployment }: AliasItemProps) {
  const shares = sharesOf(alias);
  return (
    <li>
      <h3>{alias.Name}</h3>
      {alias.Description !== undefined && alias.Description !== '' && (
        <p className="muted small">{alias.Description}</p>
      )}
      <SplitBar name={alias.Name ?? ''} shares={shares} />
      {deployment !== undefined && (
        <p className="small">
          Being shifted by <Link href={pathOf('deployments', deployment.deploymentId)}>{deployment.deploymentId}</Link>
        </p>
      )}
    </li>
  );
}

function SplitBar({ name, shares }: { readonly name: string; readonly shares: readonly AliasShare[] }) {
  const words = shares.map(({ version, percent }) => `${formatPercent(percent)} to version ${version}`).join(', ');
  return (
    <div className="split">
      <div className="split-labels small" aria-hidden="true">
        {shares.map(({ version, percent, isMain }) => (
          <span key={version} className="nowrap">
            <span className={`swatch swatch-${isMain ? 'current' : 'target'}`} /> Version {version}{' '}
            <strong>{formatPercent(percent)}</strong>
          </span>
        ))}
      </div>
      <div className="split-bar split-bar-small" role="img" aria-label={`${name} sends ${words}`}>
        {shares.map(({ version, percent, isMain }) => (
          <span key={version} className={isMain ? 'split-current' : 'split-target'} style={{ flexGrow: percent }} />
        ))}
      </div>
    </div>
  );
}
