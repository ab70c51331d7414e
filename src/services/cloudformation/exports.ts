/** The outputs that other stacks can import, and what may become of them. */
import type { Change, Documents } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import { refuse, type Refusal } from '../../template/refusal.ts';
import { exportKey, exportsPrefix, importsPrefix, type StackOwner } from './resources/keys.ts';
import { stackArn, type StackOutput, type StackRecord } from './resources/stack.ts';

export interface ExportRecord {
  readonly name: string;
  readonly value: string;
  readonly stackId: string;
  readonly stackName: string;
}

export interface ImportRecord {
  readonly stackName: string;
}

export async function readExports(documents: Documents, owner: StackOwner): Promise<readonly ExportRecord[]> {
  const found: ExportRecord[] = [];
  for await (const { value } of readAll<ExportRecord>(documents, exportsPrefix(owner))) found.push(value);
  return found.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** The names of the stacks that use an export. */
export async function importersOf(documents: Documents, owner: StackOwner, name: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { value } of readAll<ImportRecord>(documents, importsPrefix(owner, name)))
    names.push(value.stackName);
  return names.toSorted();
}

/** The writes that make a stack's exports those of its outputs, or why they cannot be. */
export async function checkExports(
  documents: Documents,
  stack: StackRecord,
  outputs: readonly StackOutput[],
): Promise<{ readonly kind: 'exports'; readonly changes: readonly Change[] } | Refusal> {
  const stackId = stackArn(stack);
  const changes: Change[] = [];
  const wanted = new Map(
    outputs.flatMap(({ exportName, value }) => (exportName === undefined ? [] : [[exportName, value]])),
  );
  for (const { exportName } of stack.outputs)
    if (exportName !== undefined && !wanted.has(exportName)) {
      const users = await importersOf(documents, stack, exportName);
      if (users.length > 0)
        return refuse(`Export ${exportName} cannot be deleted as it is in use by ${inWords(users)}`);
      changes.push({ kind: 'delete', key: exportKey(stack, exportName) });
    }
  for (const [name, value] of wanted) {
    const key = exportKey(stack, name);
    const stored = await documents.get<ExportRecord>(key);
    if (stored !== undefined && stored.value.stackId !== stackId)
      return refuse(`Export with name ${name} is already exported by stack ${stored.value.stackName}.`);
    if (stored?.value.value === value) continue;
    const users = stored === undefined ? [] : await importersOf(documents, stack, name);
    if (users.length > 0) return refuse(`Export ${name} cannot be updated as it is in use by ${inWords(users)}`);
    const record: ExportRecord = { name, value, stackId, stackName: stack.stackName };
    changes.push({ kind: 'put', key, value: record, ifRevision: stored?.revision ?? 0 });
  }
  return { kind: 'exports', changes };
}

const inWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
