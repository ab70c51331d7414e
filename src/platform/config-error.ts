/** One thing that is wrong with the set-up: where, what was found, what is wanted, how to mend it. */
export interface ConfigProblem {
  readonly place: string;
  readonly found: string;
  readonly wanted: string;
  readonly mend?: string;
}

/** The set-up is wrong. Tells all problems at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(
      problems
        .map(
          ({ place, found, wanted, mend }) =>
            `${place}: found ${found}, wanted ${wanted}${mend === undefined ? '' : `; ${mend}`}`,
        )
        .join('\n'),
    );
    this.problems = problems;
  }
}
