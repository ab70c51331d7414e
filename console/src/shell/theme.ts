/** Light, dark, or as the system has it. */
import { useSyncExternalStore } from 'react';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'serin.theme';
const changed = 'serin:theme';

export function readTheme(): Theme {
  const stored = localStorage.getItem(key);
  return themes.find((theme) => theme === stored) ?? 'system';
}

/** The style sheet does the rest. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  applyTheme(theme);
  dispatchEvent(new Event(changed));
}

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

function subscribe(listener: () => void): () => void {
  addEventListener(changed, listener);
  systemIsDark.addEventListener('change', listener);
  return () => {
    removeEventListener(changed, listener);
    systemIsDark.removeEventListener('change', listener);
  };
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, readTheme);

/** What is seen in the end: what paints on a canvas has to know. */
export const useIsDark = (): boolean =>
  useSyncExternalStore(subscribe, () => {
    const theme = readTheme();
    return theme === 'system' ? systemIsDark.matches : theme === 'dark';
  });
