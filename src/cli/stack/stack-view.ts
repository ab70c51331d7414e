/** Shows a stack's operation as it goes: live on a terminal, else a line for each change. */
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { describeChanges } from '../shift/changes.ts';
import { fit, lengthOf, paint, span, type Line } from '../shift/lines.ts';
import { describeOutcome } from '../shift/outcome.ts';
import { renderScreen } from '../shift/screen.ts';
import type { Snapshot } from '../shift/snapshot.ts';
import { wrap } from '../shift/words.ts';
import { isAsciiOnly, isTerminal, Terminal } from '../terminal.ts';
import type { StackSight } from './follow-stack.ts';
import { eventLines } from './stack-events.ts';

export interface StackView extends Disposable {
  /** Lines that stay; what is too long for a terminal's line is broken at its spaces, or cut. */
  print(lines: readonly Line[], long?: 'break' | 'cut'): void;
  show(sight: StackSight): void;
}

/** `idWidth`: of the column of logical IDs. */
export function openStackView(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv, idWidth = 0): StackView {
  return isTerminal(stream, environment)
    ? new LiveView(new Terminal(stream, environment), { isAscii: isAsciiOnly(environment), idWidth })
    : new LineView(stream, idWidth);
}

/** For programs: what there is to say is said at the end. */
export const silentView: StackView = {
  print: () => undefined,
  show: () => undefined,
  [Symbol.dispose]: () => undefined,
};

class LineView implements StackView {
  readonly #stream: NodeJS.WriteStream;
  readonly #idWidth: number;
  readonly #before = new Map<string, Snapshot>();
  #isLost = false;

  constructor(stream: NodeJS.WriteStream, idWidth: number) {
    this.#stream = stream;
    this.#idWidth = idWidth;
  }

  print(lines: readonly Line[]): void {
    for (const line of lines) this.#stream.write(`${paint(line, false)}\n`);
  }

  show(sight: StackSight): void {
    if (sight.kind === 'lost') {
      if (!this.#isLost) process.stderr.write(`serin: ${sight.message}. Trying again.\n`);
      this.#isLost = true;
      return;
    }
    this.#isLost = false;
    this.print(sight.events.flatMap((event) => eventLines(event, { idWidth: this.#idWidth })));
    for (const snapshot of sight.shifts) {
      const id = snapshot.deployment.deploymentId;
      const before = this.#before.get(id);
      if (before?.isFinal === true) continue;
      this.print(describeChanges(before, snapshot).map((text) => [span(text)]));
      this.#before.set(id, snapshot);
    }
  }

  [Symbol.dispose](): void {
    // A pipe stays as it is.
  }
}

class LiveView implements StackView {
  readonly #terminal: Terminal;
  readonly #isAscii: boolean;
  readonly #idWidth: number;
  readonly #told = new Set<string>();
  #shifts: readonly Snapshot[] = [];
  #notice: string | undefined;
  readonly #redraw = (): void => this.#draw();

  constructor(terminal: Terminal, { isAscii, idWidth }: { readonly isAscii: boolean; readonly idWidth: number }) {
    this.#terminal = terminal;
    this.#isAscii = isAscii;
    this.#idWidth = idWidth;
    process.stdout.on('resize', this.#redraw);
  }

  print(lines: readonly Line[], long: 'break' | 'cut' = 'break'): void {
    const { width } = this.#terminal.size;
    this.#terminal.print(lines.flatMap((line) => (long === 'cut' ? [fit(line, width)] : breakLine(line, width))));
  }

  show(sight: StackSight): void {
    this.#notice = sight.kind === 'lost' ? `${sight.message}. Trying again.` : undefined;
    if (sight.kind === 'seen') {
      const lines = [...sight.events.flatMap((event) => this.#linesOf(event)), ...this.#endings(sight.shifts)];
      if (lines.length > 0) this.print(lines, 'cut');
      this.#shifts = sight.shifts.filter(({ isFinal }) => !isFinal);
    }
    this.#draw();
  }

  #linesOf(event: StackEvent): readonly Line[] {
    return eventLines(event, { width: this.#terminal.size.width, idWidth: this.#idWidth });
  }

  /** What the screen of a deployment ends with stays when it goes. */
  #endings(shifts: readonly Snapshot[]): readonly Line[] {
    const ended = shifts.filter(({ isFinal, deployment }) => isFinal && !this.#told.has(deployment.deploymentId));
    for (const { deployment } of ended) this.#told.add(deployment.deploymentId);
    return ended.flatMap((snapshot) => endingOf(snapshot));
  }

  /** Deployments that run at the same time share the height. */
  #draw(): void {
    const { width, height } = this.#terminal.size;
    const share = Math.max(3, Math.floor(height / Math.max(1, this.#shifts.length)));
    const screens = this.#shifts.flatMap((snapshot) =>
      renderScreen(snapshot, { width, height: share, isAscii: this.#isAscii }),
    );
    const notice: readonly Line[] = this.#notice === undefined ? [] : [fit([span(this.#notice, 'warn')], width)];
    this.#terminal.draw([...screens, ...notice].slice(0, height));
  }

  [Symbol.dispose](): void {
    process.stdout.off('resize', this.#redraw);
    this.#terminal.draw([]);
    this.#terminal[Symbol.dispose]();
  }
}

/** The rest, the end of the stack's operation tells. */
function endingOf(snapshot: Snapshot): readonly Line[] {
  const { deploymentId, target } = snapshot.deployment;
  const [first] = describeOutcome(snapshot);
  const what = target === undefined ? '' : `  ${target.functionName}:${target.functionAlias}`;
  const head: Line = [span(`${indent}${deploymentId}`, 'strong'), span(what)];
  return first === undefined ? [head] : [head, [span(`${indent}${first.text}`, first.tone)]];
}

const indent = ' '.repeat(10);

/** A sentence goes on under its beginning. What has several parts stays whole: it may be there to be copied. */
function breakLine(line: Line, width: number): readonly Line[] {
  const [first, ...others] = line;
  if (first === undefined || others.length > 0 || lengthOf(line) <= width) return [line];
  const start = ' '.repeat(first.text.length - first.text.trimStart().length);
  return wrap(first.text, width - start.length).map((text): Line => [span(start + text, first.tone)]);
}
