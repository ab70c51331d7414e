import { useState, type DragEvent } from 'react';
import { messageOf } from '../../parts/problem.tsx';
import { useAnnounce } from '../../parts/announcer.tsx';
import { Command, EmptyState } from '../../parts/empty-state.tsx';
import { useTitle } from '../../routing/router.tsx';
import { readReport, type ReadReport } from './read-report.ts';
import { ReportView } from './report-view.tsx';

interface OpenedFile {
  readonly name: string;
  readonly read: ReadReport;
}

/** A report of `serin rehearse`, opened from a file. It is read here and sent nowhere. */
export function RehearsalScreen() {
  useTitle('Rehearsal');
  const announce = useAnnounce();
  const [file, setFile] = useState<OpenedFile>();
  const [isAbove, setIsAbove] = useState(false);
  const open = async (chosen: File): Promise<void> => {
    const read = await openReport(chosen);
    setFile({ name: chosen.name, read });
    const said = read.kind === 'report' ? `${chosen.name}: ${read.report.summary}` : `${chosen.name} cannot be read`;
    announce(said, { isShown: false });
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsAbove(false);
    const [dropped] = event.dataTransfer.files;
    if (dropped !== undefined) void open(dropped);
  };
  return (
    <div
      className={`drop-area${isAbove ? ' drop-area-above' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setIsAbove(true);
      }}
      onDragLeave={() => setIsAbove(false)}
      onDrop={drop}
    >
      <div className="screen-head">
        <h1>Rehearsal</h1>
        <div className="screen-actions">
          <FileChooser onChoose={(chosen) => void open(chosen)} />
        </div>
      </div>
      {file === undefined && <NothingOpened />}
      {file?.read.kind === 'unreadable' && (
        <div className="problem" role="alert">
          <p className="problem-title">{file.name} is no report of a rehearsal</p>
          <p>{file.read.problem}</p>
        </div>
      )}
      {file?.read.kind === 'report' && <ReportView key={file.name} name={file.name} report={file.read.report} />}
    </div>
  );
}

const FileChooser = ({ onChoose }: { readonly onChoose: (file: File) => void }) => (
  <label className="button file-chooser">
    Open a report
    <input
      type="file"
      className="visually-hidden"
      accept=".json,application/json"
      onChange={({ currentTarget }) => {
        const [chosen] = currentTarget.files ?? [];
        if (chosen !== undefined) onChoose(chosen);
        // The same file may be chosen again, once it was written anew.
        currentTarget.value = '';
      }}
    />
  </label>
);

const NothingOpened = () => (
  <EmptyState title="No report is open">
    <p>Rehearse a deployment, and open the file that it writes, or drop it here. The file stays on this machine.</p>
    <p>
      <Command>serin rehearse template.yaml --fault errors=100% --report json --out rehearsal.json</Command>
    </p>
  </EmptyState>
);

async function openReport(file: File): Promise<ReadReport> {
  try {
    return readReport(await file.text());
  } catch (error) {
    return { kind: 'unreadable', problem: `The browser could not read it: ${messageOf(error)}.` };
  }
}
