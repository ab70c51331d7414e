/** Says changes of state to those who do not see them, and shows what was done for a while. */
import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react';

const AnnounceContext = createContext<(text: string) => void>(() => undefined);

const shownForMs = 6000;

export function AnnouncerProvider({ children }: { readonly children: ReactNode }) {
  const [said, setSaid] = useState({ text: '', count: 0 });
  const announce = useCallback((text: string) => setSaid(({ count }) => ({ text, count: count + 1 })), []);
  useEffect(() => {
    if (said.text === '') return undefined;
    const timer = setTimeout(() => setSaid(({ count }) => ({ text: '', count })), shownForMs);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="announcement" role="status" aria-live="polite">
        {said.text !== '' && <p key={said.count}>{said.text}</p>}
      </div>
    </AnnounceContext>
  );
}

export const useAnnounce = (): ((text: string) => void) => use(AnnounceContext);

/** Announces a state whenever it becomes another one, but not the first. */
export function useAnnounceChange(text: string | undefined): void {
  const announce = useAnnounce();
  const [first, setFirst] = useState(text);
  useEffect(() => {
    if (text === undefined || text === first) return;
    setFirst(text);
    if (first !== undefined) announce(text);
  }, [announce, first, text]);
}
