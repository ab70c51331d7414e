import { useState } from 'react';
import type { Call } from '../../api/call.ts';
import type { Answer } from '../../api/operations.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { Badge, type BadgeTone } from '../../parts/badge.tsx';
import { Command, EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Panel } from '../../parts/panel.tsx';
import { inWords } from '../../parts/status-tones.ts';
import { ChangeSetDetails } from './change-set-details.tsx';
import { stackNameOf } from './stack-words.ts';

export type ChangeSet = NonNullable<Answer<'cloudformation', 'ListChangeSets'>['Summaries']>[number];

const pagesMax = 20;

async function readChangeSets(call: Call, name: string): Promise<readonly ChangeSet[]> {
  const found: ChangeSet[] = [];
  let token: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await call('cloudformation', 'ListChangeSets', {
      StackName: name,
      ...(token !== undefined && { NextToken: token }),
    });
    found.push(...(answer.Summaries ?? []));
    token = answer.NextToken;
    if (token === undefined) break;
  }
  return found.toSorted((one, other) => (other.CreationTime ?? 0) - (one.CreationTime ?? 0));
}

/** What would change, before it does. */
export function ChangeSetsPanel({ name }: { readonly name: string }) {
  const call = useCall();
  const shortName = stackNameOf(name);
  const query = useLiveQuery({
    key: `change sets ${name}`,
    read: () => readChangeSets(call, name),
    concerns: ({ kind, id }) => kind === 'stack' && id === shortName,
    // That one was deleted is not told.
    isOnBeat: true,
  });
  return (
    <Panel title="Change sets" aside="newest first">
      <Loaded query={query} subject="the change sets">
        {(changeSets) =>
          changeSets.length === 0 ? (
            <NothingYet name={shortName} />
          ) : (
            <ul className="change-sets">
              {changeSets.map((changeSet) => (
                <ChangeSetItem
                  key={changeSet.ChangeSetId}
                  name={name}
                  changeSet={changeSet}
                  onDeleted={query.refresh}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

const NothingYet = ({ name }: { readonly name: string }) => (
  <EmptyState title="There is no change set">
    <p>A change set shows what an update would do. Those that were executed are gone with the next update. Make one:</p>
    <p>
      <Command>{`serin exec -- aws cloudformation create-change-set --stack-name ${name} --change-set-name next --template-body file://template.yaml`}</Command>
    </p>
  </EmptyState>
);

function toneOf({ Status: status, ExecutionStatus: execution }: ChangeSet): BadgeTone {
  if (status === 'FAILED' || execution === 'EXECUTE_FAILED') return 'bad';
  if (execution === 'EXECUTE_COMPLETE') return 'good';
  if (execution === 'AVAILABLE') return 'warn';
  return execution === 'OBSOLETE' ? 'plain' : 'busy';
}

function wordsOf({ Status: status, ExecutionStatus: execution }: ChangeSet): string {
  if (status !== 'CREATE_COMPLETE') return inWords(status ?? '');
  return execution === 'AVAILABLE' ? 'Ready to execute' : inWords(execution ?? '');
}

interface ChangeSetItemProps {
  readonly name: string;
  readonly changeSet: ChangeSet;
  readonly onDeleted: () => void;
}

function ChangeSetItem({ name, changeSet, onDeleted }: ChangeSetItemProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { ChangeSetName: title = '', Description, StatusReason: reason, CreationTime } = changeSet;
  return (
    <li>
      <details onToggle={(toggled) => setIsOpen(toggled.currentTarget.open)}>
        <summary>
          <b className="long-name">{title}</b> <Badge tone={toneOf(changeSet)}>{wordsOf(changeSet)}</Badge>{' '}
          <span className="muted small">
            <Moment at={CreationTime} show="relative" />
          </span>
          {Description !== undefined && Description !== '' && <span className="muted small"> · {Description}</span>}
          {reason !== undefined && reason !== '' && <div className="muted small long-name">{reason}</div>}
        </summary>
        {isOpen && <ChangeSetDetails stackName={name} changeSet={changeSet} onDeleted={onDeleted} />}
      </details>
    </li>
  );
}
