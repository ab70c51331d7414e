/** Shows a stack's operation as it goes: live on a terminal, else a line for each change. */
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { describeChanges } from '../shift/changes.ts';
import { fit, paint, span, type Line } from '../shift/lines.ts';
import { describeOutcome } from '../shift/outcome.ts';
import { renderScreen } from '../shift/screen.ts';
import type { Snapshot } from '../shift/snapshot.ts';
import { isAsciiOnly, isTerminal, Terminal } from '../terminal.ts';
import type { StackSight } from './follow-stack.ts';
import { eventLines } from './stack-events.ts';

export interface StackView extends Disposable {
  /** Lines that stay. */
  print(lines: readonly Line[]): void;
  show(sight: StackSight): void;
}

export function openStackView(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): StackView {
  return isTerminal(stream, environment)
    ? new LiveView(new Terminal(stream, environment), isAsciiOnly(environment))
    : new LineView(stream);
}

/** For programs: what there is to say is said at the end. */
export const silentView: StackView = {
  print: () => undefined,
  show: () => undefined,
  [Symbol.dispose]: () => undefined,
};

class LineView implements StackView {
  readonly #stream: NodeJS.WriteStream;
  readonly #before = new Map<string, Snapshot>();
  #isLost = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
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
    this.print(sight.events.flatMap((event) => eventLines(event)));
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
  readonly #told = new Set<string>();
  #shifts: readonly Snapshot[] = [];
  #notice: string | undefined;
  readonly #redraw = (): void => this.#draw();

  constructor(terminal: Terminal, isAscii: boolean) {
    this.#terminal = terminal;
    this.#isAscii = isAscii;
    process.stdout.on('resize', this.#redraw);
  }

  print(lines: readonly Line[]): void {
    const { width } = this.#terminal.size;
    this.#terminal.print(lines.map((line) => fit(line, width)));
  }

  show(sight: StackSight): void {
    this.#notice = sight.kind === 'lost' ? `${sight.message}. Trying again.` : undefined;
    if (sight.kind === 'seen') {
      const lines = [...sight.events.flatMap((event) => this.#linesOf(event)), ...this.#endings(sight.shifts)];
      if (lines.length > 0) this.print(lines);
      this.#shifts = sight.shifts.filter(({ isFinal }) => !isFinal);
    }
    this.#draw();
  }

  #linesOf(event: StackEvent): readonly Line[] {
    return eventLines(event, { width: this.#terminal.size.width });
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

function endingOf(snapshot: Snapshot): readonly Line[] {
  const { deploymentId, target } = snapshot.deployment;
  const what = target === undefined ? '' : `  ${target.functionName}:${target.functionAlias}`;
  return [
    [span(`${' '.repeat(10)}${deploymentId}`, 'strong'), span(what)],
    ...describeOutcome(snapshot).map(({ text, tone }): Line => [span(`${' '.repeat(10)}${text}`, tone)]),
  ];
}
