import { useId, useRef, useState, type ReactNode } from 'react';
import { useAnnounce } from './announcer.tsx';
import { Problem } from './problem.tsx';

interface ConfirmActionProps {
  /** On the button that asks. */
  readonly label: string;
  /** The question: `Stop d-75I7MBT7C where it is?` */
  readonly question: string;
  /** What it will do, in a sentence or two. */
  readonly children: ReactNode;
  /** On the button that does it. */
  readonly confirmLabel: string;
  /** Resolves with what was done, in words. */
  readonly onConfirm: () => Promise<string>;
  readonly tone?: 'plain' | 'primary' | 'danger';
  /** Why it cannot be done now. */
  readonly disabledReason?: string | undefined;
}

/** A button that asks once, says what it will do, and does it. */
export function ConfirmAction(props: ConfirmActionProps) {
  const { label, question, children, confirmLabel, onConfirm, tone = 'plain', disabledReason } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();
  const announce = useAnnounce();
  const [titleId, bodyId] = [useId(), useId()];

  const open = (): void => {
    setError(undefined);
    dialog.current?.showModal();
  };
  const confirm = async (): Promise<void> => {
    setPending(true);
    setError(undefined);
    try {
      announce(await onConfirm());
      dialog.current?.close();
    } catch (failure) {
      setError(failure);
    } finally {
      setPending(false);
    }
  };
  return (
    <>
      <button
        type="button"
        className={`button button-${tone}`}
        onClick={open}
        disabled={disabledReason !== undefined}
        title={disabledReason}
      >
        {label}
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby={titleId} aria-describedby={bodyId}>
        <h2 id={titleId}>{question}</h2>
        <div id={bodyId} className="dialog-body">
          {children}
        </div>
        {error !== undefined && <Problem error={error} title="It was not done" />}
        <div className="dialog-actions">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button
            type="button"
            className={`button button-${tone === 'plain' ? 'primary' : tone}`}
            onClick={() => void confirm()}
            disabled={pending}
          >
            {pending ? 'Working …' : confirmLabel}
          </button>
        </div>
      </dialog>
    </>
  );
}
