import { useMemo } from 'react';
import { formatPlural } from '../../format/numbers.ts';
import { useCall, useLiveQuery } from '../../live/live.tsx';
import { useAnnounce } from '../../parts/announcer.tsx';
import { messageOf } from '../../parts/problem.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useSearchWord } from '../../routing/router.tsx';
import { readableTemplate, stackNameOf } from './stack-words.ts';

const stages = { Original: 'As written', Processed: 'As transformed' } as const;

/** The template as somebody wrote it, or as its transforms left it. */
export function TemplatePanel({ name }: { readonly name: string }) {
  const call = useCall();
  const [word, setWord] = useSearchWord('stage');
  const stage = word === 'transformed' ? 'Processed' : 'Original';
  const shortName = stackNameOf(name);
  const query = useLiveQuery({
    key: `template ${name} ${stage}`,
    read: () => call('cloudformation', 'GetTemplate', { StackName: name, TemplateStage: stage }),
    concerns: ({ kind, id }) => kind === 'stack' && id === shortName,
  });
  const aside = (
    <fieldset className="segments">
      <legend className="visually-hidden">Stage</legend>
      {(['Original', 'Processed'] as const).map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="stage"
            checked={stage === one}
            onChange={() => setWord(one === 'Original' ? '' : 'transformed')}
          />
          <span>{stages[one]}</span>
        </label>
      ))}
    </fieldset>
  );
  return (
    <Panel title="Template" aside={aside}>
      <Loaded query={query} subject="the template">
        {({ TemplateBody: body = '' }) => <TemplateText body={body} />}
      </Loaded>
    </Panel>
  );
}

function TemplateText({ body }: { readonly body: string }) {
  const announce = useAnnounce();
  const text = useMemo(() => readableTemplate(body), [body]);
  const lineCount = useMemo(() => text.split('\n').length, [text]);
  const numbers = useMemo(() => Array.from({ length: lineCount }, (_, index) => index + 1).join('\n'), [lineCount]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      announce('The template is on the clipboard.');
    } catch (error) {
      announce(`It could not be copied: ${messageOf(error)}`);
    }
  };
  if (text === '') return <p className="muted">It has no template any more.</p>;
  return (
    <>
      <div className="panel-controls template-controls">
        <button type="button" className="button" onClick={() => void copy()}>
          Copy
        </button>
        <span className="muted small">{formatPlural(lineCount, 'line')}</span>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached with the keyboard */}
      <section className="code-lines" tabIndex={0} aria-label="Text of the template">
        <pre className="code-numbers" aria-hidden="true">
          {numbers}
        </pre>
        <pre className="code-text">{text}</pre>
      </section>
    </>
  );
}
