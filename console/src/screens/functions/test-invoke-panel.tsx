import { useId, useState, type FormEvent } from 'react';
import { formatLatency } from '../../format/numbers.ts';
import { useCall } from '../../live/live.tsx';
import { useAnnounce } from '../../parts/announcer.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Facts, Panel } from '../../parts/panel.tsx';
import { Problem } from '../../parts/problem.tsx';
import { QualifierSelect } from './qualifier-select.tsx';
import type { Alias, Version } from './read-functions.ts';
import { encodeText, indented, parseEvent, parseInvokeResult, type InvokeResult } from './test-invoke.ts';

interface TestInvokeProps {
  readonly name: string;
  readonly aliases: readonly Alias[];
  readonly versions: readonly Version[];
}

type Outcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'answered'; readonly result: InvokeResult }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Calls the function with an event of one's own, and shows all that comes back. */
export function TestInvokePanel({ name, aliases, versions }: TestInvokeProps) {
  const [qualifier, setQualifier] = useState(() => aliases[0]?.Name ?? '$LATEST');
  const [text, setText] = useState('{}');
  const { outcome, invoke } = useInvoke(name);
  const event = parseEvent(text);
  const submit = (submitted: FormEvent): void => {
    submitted.preventDefault();
    if (event.kind === 'valid') void invoke(qualifier, event.text);
  };
  const isRunning = outcome?.kind === 'running';
  return (
    <Panel title="Test" className="order-alarms">
      <form className="test-form" onSubmit={submit}>
        <EventEditor text={text} onChange={setText} reason={event.kind === 'invalid' ? event.reason : undefined} />
        <div className="panel-controls">
          <QualifierSelect
            label="Version or alias to call"
            value={qualifier}
            onChange={setQualifier}
            aliases={aliases}
            versions={versions}
            first={['$LATEST', '$LATEST']}
          />
          <button type="submit" className="button button-primary" disabled={event.kind === 'invalid' || isRunning}>
            {isRunning ? 'Waiting …' : 'Invoke'}
          </button>
          <button
            type="button"
            className="button"
            disabled={event.kind === 'invalid'}
            onClick={() => setText(indented(text))}
          >
            Format
          </button>
        </div>
      </form>
      {outcome?.kind === 'failed' && <Problem error={outcome.error} title="It could not be called" />}
      {outcome?.kind === 'answered' && <Result result={outcome.result} />}
    </Panel>
  );
}

function useInvoke(name: string) {
  const call = useCall();
  const announce = useAnnounce();
  const [outcome, setOutcome] = useState<Outcome>();
  const invoke = async (qualifier: string, eventText: string): Promise<void> => {
    setOutcome({ kind: 'running' });
    try {
      const answer = await call('lambda', 'Invoke', {
        FunctionName: name,
        Qualifier: qualifier,
        InvocationType: 'RequestResponse',
        LogType: 'Tail',
        Payload: encodeText(eventText),
      });
      const result = parseInvokeResult(answer);
      setOutcome({ kind: 'answered', result });
      announce(`${name} answered${result.functionError === undefined ? '' : ' with an error'}`, { isShown: false });
    } catch (error) {
      setOutcome({ kind: 'failed', error });
    }
  };
  return { outcome, invoke };
}

interface EventEditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  /** Why it is no JSON. */
  readonly reason: string | undefined;
}

function EventEditor({ text, onChange, reason }: EventEditorProps) {
  const [id, reasonId] = [useId(), useId()];
  return (
    <div className="test-editor">
      <label htmlFor={id}>Event, as JSON</label>
      <textarea
        id={id}
        className="input code-input"
        rows={6}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={reason !== undefined}
        aria-describedby={reason === undefined ? undefined : reasonId}
      />
      {reason !== undefined && (
        <p id={reasonId} className="bad-text">
          This is no JSON: {reason}
        </p>
      )}
    </div>
  );
}

function Result({ result }: { readonly result: InvokeResult }) {
  const { status, executedVersion, functionError, payload, isTruncated, logLines } = result;
  return (
    <section className="test-result" aria-label="Result">
      <p>
        {functionError === undefined ? (
          <Badge tone="good">Answered</Badge>
        ) : (
          <Badge tone="bad">{`Function error: ${functionError}`}</Badge>
        )}
      </p>
      <Facts
        facts={[
          ['Status', String(status)],
          ['Executed version', executedVersion ?? '–'],
          ['Duration', formatLatency(result.durationMs)],
          ['Billed', formatLatency(result.billedMs)],
          ...(result.initMs === undefined ? [] : ([['Init (cold start)', formatLatency(result.initMs)]] as const)),
        ]}
      />
      <h3>Payload{isTruncated && ', its beginning'}</h3>
      <ScrolledText label="Payload" text={payload === '' ? 'It answered nothing.' : payload} />
      {logLines.length > 0 && (
        <>
          <h3>Log tail</h3>
          <ScrolledText label="Log tail" text={logLines.join('\n')} />
        </>
      )}
    </section>
  );
}

const ScrolledText = ({ label, text }: { readonly label: string; readonly text: string }) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached with the keyboard
  <section className="scrolled-text" tabIndex={0} aria-label={label}>
    <pre>{text}</pre>
  </section>
);
