import type { SerinProgram } from '../serin-program.ts';
import type { PythonClients } from './python-clients.ts';
import type { Steps } from './steps.ts';

/** What each client's part is given. */
export interface ClientSurroundings {
  /** A platform of its own, new. */
  readonly serin: SerinProgram;
  readonly steps: Steps;
  readonly python: PythonClients;
  /** This part of it alone, for a client that has parts. */
  readonly part?: string;
}
