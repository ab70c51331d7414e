/** A filter pattern cannot be read. Thrown inside the parsers; `parseFilterPattern` gives it back as a value. */
export class PatternProblem extends Error {
  override readonly name = 'PatternProblem';
}

export const invalidTerm = (term: string): PatternProblem =>
  new PatternProblem(`Invalid character(s) in term '${term}'`);
