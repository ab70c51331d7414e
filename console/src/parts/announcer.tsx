/** Says changes of state to those who do not see them; what somebody did is shown as well, for a while. */
import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react';

interface Announcement {
  readonly text: string;
  readonly isShown: boolean;
  /** The same words again are said again. */
  readonly count: number;
}

type Announce = (text: string, options?: { readonly isShown?: boolean }) => void;

const AnnounceContext = createContext<Announce>(() => undefined);

const shownForMs = 6000;

export function AnnouncerProvider({ children }: { readonly children: ReactNode }) {
  const [said, setSaid] = useState<Announcement>({ text: '', isShown: false, count: 0 });
  const announce = useCallback<Announce>(
    (text, { isShown = true } = {}) => setSaid(({ count }) => ({ text, isShown, count: count + 1 })),
    [],
  );
  useEffect(() => {
    if (said.text === '') return undefined;
    const timer = setTimeout(() => setSaid((before) => ({ ...before, text: '' })), shownForMs);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className={said.isShown ? 'announcement' : 'visually-hidden'} role="status" aria-live="polite">
        {said.text !== '' && <p key={said.count}>{said.text}</p>}
      </div>
    </AnnounceContext>
  );
}

export const useAnnounce = (): Announce => use(AnnounceContext);

/** Says a state whenever it becomes another one, but not the first: that one is read with the screen. */
export function useAnnounceChange(text: string): void {
  const announce = useAnnounce();
  const [before, setBefore] = useState(text);
  useEffect(() => {
    if (text === before) return;
    setBefore(text);
    announce(text, { isShown: false });
  }, [announce, before, text]);
}
