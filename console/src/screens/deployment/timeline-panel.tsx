import type { TimelineEntry } from '../../api/serin-operations.ts';
import { Moment } from '../../parts/moment.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Timeline } from '../../parts/timeline.tsx';

/** Stack, deployment, alarms, hooks and weights in one order, the newest first. */
export function TimelinePanel({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const items = entries
    .map((entry, index) => ({
      ...entry,
      key: `${index} ${entry.at} ${entry.text}`,
      when: <Moment at={entry.at} show="absolute" />,
    }))
    .toReversed();
  return (
    <Panel title="Timeline" className="order-timeline" aside="newest first">
      {items.length === 0 ? (
        <p className="muted">Nothing has happened yet.</p>
      ) : (
        <Timeline label="Timeline" items={items} />
      )}
    </Panel>
  );
}
