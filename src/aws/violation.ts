/** A constraint of a service's model that an input does not keep. */
export interface Violation {
  /** The member, as AWS writes it: `applicationName`, `triggerConfigurations.1.member.triggerEvents`. */
  readonly path: string;
  readonly kind: 'missing' | 'broken';
  /** What AWS says of it. */
  readonly text: string;
}

/** All that one input violates. */
export interface Violations {
  readonly message: string;
  readonly first: Violation;
}
