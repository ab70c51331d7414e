/** Why a template, or a value given to one, is not taken: the message of AWS's `ValidationError`. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly message: string;
}

export function refuse(message: string): Refusal {
  return { kind: 'refusal', message };
}
