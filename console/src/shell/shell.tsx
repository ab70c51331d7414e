import { useEffect, useRef, type ReactNode } from 'react';
import { useLive, useSession } from '../live/live.tsx';
import { Link, pathParts, usePath } from '../routing/router.tsx';
import { ConnectionIndicator, ConnectionNotice } from './connection-indicator.tsx';
import { ProblemBanner } from './problems.tsx';
import { chooseTheme, themes, useTheme } from './theme.ts';

const places = [
  ['deployments', 'Deployments'],
  ['functions', 'Functions'],
  ['stacks', 'Stacks'],
  ['alarms', 'Alarms'],
  ['rehearsal', 'Rehearsal'],
] as const;

/** What stands around every screen. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const path = usePath();
  const main = useRef<HTMLElement>(null);
  const before = useRef(path);
  useEffect(() => {
    // Who moves by keyboard goes on at the new screen, not at the link that led to it.
    if (before.current !== path) main.current?.focus();
    before.current = path;
  }, [path]);
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <header className="top">
        <Link href="/deployments" className="wordmark" aria-label="Serin, deployments">
          <Wordmark />
        </Link>
        <Navigation current={pathParts(path)[0] ?? 'deployments'} />
        <div className="top-end">
          <ConnectionIndicator />
          <RegionChoice />
          <ThemeChoice />
        </div>
      </header>
      <ConnectionNotice />
      <ProblemBanner />
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

const Wordmark = () => (
  <>
    <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
      <rect width="32" height="32" rx="7" className="mark-ground" />
      <path d="M6 23 H14 V16 H21 V9 H26" className="mark-line" />
    </svg>
    <span className="wordmark-name">Serin</span>
  </>
);

const Navigation = ({ current }: { readonly current: string }) => (
  <nav aria-label="Main" className="nav">
    <ul>
      {places.map(([place, name]) => (
        <li key={place}>
          <Link href={`/${place}`} aria-current={current === place ? 'page' : undefined}>
            {name}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
);

/** Of AWS's regions, those that people mostly name in templates and settings. */
const regions = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-central-1',
  'eu-north-1',
  'eu-south-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
] as const;

function RegionChoice() {
  const { region, setRegion } = useLive();
  const session = useSession();
  const offered = [...new Set([session.region, region, ...regions])];
  return (
    <select aria-label="Region" className="select" value={region} onChange={(event) => setRegion(event.target.value)}>
      {offered.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  );
}

const themeWords = { system: 'System', light: 'Light', dark: 'Dark' } as const;

function ThemeChoice() {
  const theme = useTheme();
  return (
    <select
      aria-label="Appearance"
      className="select"
      value={theme}
      onChange={(event) => chooseTheme(themes.find((one) => one === event.target.value) ?? 'system')}
    >
      {themes.map((one) => (
        <option key={one} value={one}>
          {themeWords[one]}
        </option>
      ))}
    </select>
  );
}
