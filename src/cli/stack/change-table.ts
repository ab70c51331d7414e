/** A change set's changes as lines. Pure. */
import type { Change } from '@aws-sdk/client-cloudformation';
import { span, type Line, type Tone } from '../shift/lines.ts';
import { plain } from '../shift/words.ts';

export interface ChangeRow {
  readonly action: string;
  readonly logicalId: string;
  readonly type: string;
  /** `True`: the resource becomes another one; `Conditional`: it may. */
  readonly replacement?: string;
}

export function readChanges(changes: readonly Change[]): readonly ChangeRow[] {
  return changes.flatMap(({ ResourceChange: change }) => {
    if (change === undefined) return [];
    const { Action: action = '', LogicalResourceId: logicalId = '', ResourceType: type = '', Replacement } = change;
    return [{ action, logicalId, type, ...(Replacement !== undefined && { replacement: Replacement }) }];
  });
}

const tones: Readonly<Record<string, Tone>> = { Add: 'good', Modify: 'target', Remove: 'bad', Import: 'good' };
const replacements: Readonly<Record<string, string>> = { True: 'replaced', Conditional: 'may be replaced' };

export function changeTable(rows: readonly ChangeRow[]): readonly Line[] {
  const cells = rows.map(({ action, logicalId, type, replacement = '' }) => ({
    action,
    logicalId: plain(logicalId),
    type: plain(type),
    fate: replacements[replacement] ?? '',
  }));
  const columnOf = (texts: readonly string[]): number => {
    const longest = Math.max(0, ...texts.map((text) => text.length));
    return longest === 0 ? 0 : longest + 2;
  };
  const idWidth = columnOf(cells.map(({ logicalId }) => logicalId));
  const fateWidth = columnOf(cells.map(({ fate }) => fate));
  // The type stands last: on a narrow terminal it is what can be done without.
  return cells.map(({ action, logicalId, type, fate }) => [
    span(`  ${action.padEnd(8)}`, tones[action]),
    span(logicalId.padEnd(idWidth)),
    span(fate.padEnd(fateWidth), 'warn'),
    span(type, 'dim'),
  ]);
}

/** As `3 to add, 1 to modify`. */
export function countChanges(rows: readonly ChangeRow[]): string {
  const counts = (['Add', 'Modify', 'Remove', 'Import', 'Dynamic'] as const)
    .map((action) => ({ action, count: rows.filter((row) => row.action === action).length }))
    .filter(({ count }) => count > 0);
  return counts.map(({ action, count }) => `${count} to ${action.toLowerCase()}`).join(', ');
}
