/** What a filter pattern is once it is read. */
export interface FilterPattern {
  readonly kind: 'terms' | 'json' | 'fields';
  /** `undefined`: the message is none of those wanted. */
  match(message: string): PatternMatch | undefined;
}

export interface PatternMatch {
  /** Values of the properties or fields that the pattern names, by their selectors. */
  readonly extracted: Readonly<Record<string, string>>;
  /** The value that a selector finds in the message: `$.latency` in JSON, `$bytes` in a line. */
  value(selector: string): string | undefined;
}
