import type { ReactNode } from 'react';
import { Panel } from '../../parts/panel.tsx';
import type { Stack } from './stack-screen.tsx';

/** What the stack was given and what it gives. */
export function StackValuesPanel({ stack }: { readonly stack: Stack }) {
  const { Outputs = [], Parameters = [], Tags = [] } = stack;
  return (
    <>
      <ValuesPanel
        title="Outputs"
        empty="The template declares none."
        values={Outputs.map(({ OutputKey = '', OutputValue = '', Description, ExportName }) => ({
          name: OutputKey,
          value: <OutputText text={OutputValue} />,
          remark: [Description, ExportName === undefined ? undefined : `exported as ${ExportName}`],
        }))}
      />
      <ValuesPanel
        title="Parameters"
        empty="The template has none."
        values={Parameters.map(({ ParameterKey = '', ParameterValue = '', ResolvedValue }) => ({
          name: ParameterKey,
          value: ResolvedValue ?? (ParameterValue === '' ? <span className="muted">empty</span> : ParameterValue),
          remark: [ResolvedValue === undefined ? undefined : `from ${ParameterValue}`],
        }))}
      />
      {Tags.length > 0 && (
        <ValuesPanel
          title="Tags"
          empty=""
          values={Tags.map(({ Key = '', Value = '' }) => ({ name: Key, value: Value, remark: [] }))}
        />
      )}
    </>
  );
}

interface ValuesPanelProps {
  readonly title: string;
  readonly empty: string;
  readonly values: readonly {
    readonly name: string;
    readonly value: ReactNode;
    readonly remark: readonly (string | undefined)[];
  }[];
}

const ValuesPanel = ({ title, empty, values }: ValuesPanelProps) => (
  <Panel title={title}>
    {values.length === 0 ? (
      <p className="muted small">{empty}</p>
    ) : (
      <dl className="values">
        {values.map(({ name, value, remark }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="value">{value}</dd>
            {remark.some((one) => one !== undefined) && (
              <dd className="muted small">{remark.filter((one) => one !== undefined).join(' · ')}</dd>
            )}
          </div>
        ))}
      </dl>
    )}
  </Panel>
);

/** An address is a link, if it is one of the web's. */
const OutputText = ({ text }: { readonly text: string }) =>
  /^https?:\/\/\S+$/.test(text) ? (
    <a href={text} target="_blank" rel="noreferrer">
      {text}
    </a>
  ) : (
    text
  );
