/** Addresses of the console: `/deployments/d-75I7MBT7C` and the like, without reloading the page. */
import { useEffect, useSyncExternalStore, type ComponentProps, type MouseEvent } from 'react';

const moved = 'serin:moved';

/** Goes to an address of the console; `replace` leaves no trace of the one before. */
export function navigate(path: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) history.replaceState(undefined, '', path);
  else history.pushState(undefined, '', path);
  dispatchEvent(new Event(moved));
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener(moved, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(moved, listener);
  };
}

export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);

/** A word of the address behind `?`, as a filter is, and how to change it. */
export function useSearchWord(name: string): readonly [value: string, set: (value: string) => void] {
  const value = useSyncExternalStore(subscribe, () => new URLSearchParams(location.search).get(name) ?? '');
  const set = (changed: string): void => {
    const words = new URLSearchParams(location.search);
    if (changed === '') words.delete(name);
    else words.set(name, changed);
    const search = words.toString();
    navigate(`${location.pathname}${search === '' ? '' : `?${search}`}`, { replace: true });
  };
  return [value, set];
}

/** The parts of a path, decoded: `/functions/a%20b` is `['functions', 'a b']`. */
export const pathParts = (path: string): readonly string[] =>
  path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });

export const pathOf = (...parts: readonly string[]): string => `/${parts.map(encodeURIComponent).join('/')}`;

/** A link within the console. The browser's own ways to open it elsewhere keep working. */
export function Link({ href, onClick, children, ...rest }: ComponentProps<'a'> & { readonly href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !isPlain) return;
    event.preventDefault();
    navigate(href);
    scrollTo(0, 0);
  };
  return (
    <a href={href} onClick={follow} {...rest}>
      {children}
    </a>
  );
}

/** Names the screen in the tab, and for those who hear it. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Serin`;
  }, [title]);
}
