/**
 * CloudWatch Logs' filter patterns: what tells the log events that are wanted from the others.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
import { parseJsonPattern } from './json-pattern.ts';
import type { FilterPattern } from './pattern.ts';
import { PatternProblem } from './pattern-problem.ts';
import { parseSpaceDelimitedPattern } from './space-delimited-pattern.ts';
import { parseTerms } from './terms.ts';

/** The pattern, or why it is none. An empty one matches everything. */
export function parseFilterPattern(text: string): FilterPattern | PatternProblem {
  const pattern = text.trim();
  try {
    if (pattern.startsWith('{')) return parseJsonPattern(insideOf(pattern, '}'));
    if (pattern.startsWith('[')) return parseSpaceDelimitedPattern(insideOf(pattern, ']'));
    return parseTerms(pattern);
  } catch (error) {
    if (error instanceof PatternProblem) return error;
    throw error;
  }
}

function insideOf(pattern: string, end: '}' | ']'): string {
  const start = pattern.charAt(0);
  if (pattern.length < 2 || !pattern.endsWith(end)) {
    throw new PatternProblem(`If a filter pattern starts with '${start}' it must end with '${end}'`);
  }
  return pattern.slice(1, -1);
}
