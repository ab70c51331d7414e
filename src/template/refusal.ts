/**
 * Why a template, or a value given to one, is not taken: the message of AWS's `ValidationError`.
 *
 * The messages are AWS's own as far as they were recorded or reported. Inferred from their like are
 * those about: limits of other sections than `Resources`; sections and members of a wrong kind; names
 * of conditions, mappings and outputs; policies that are maps; the arguments of `Fn::Not`, `Fn::GetAZs`,
 * `Fn::Cidr`, `Fn::Length`, `Fn::ToJsonString` and loops; functions that do not exist or do not belong
 * where they stand; conditions that are missing outside of `Fn::If`, or go in a circle; a rule that
 * fails; dynamic references that are not supported; and all bounds on depth, chains, aliases and text.
 */
export interface Refusal {
  readonly kind: 'refusal';
  readonly message: string;
}

export function refuse(message: string): Refusal {
  return { kind: 'refusal', message };
}
