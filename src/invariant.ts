/** Thrown when the code breaks a promise it made to itself: never the caller's fault. */
export class Bug extends Error {
  override readonly name = 'Bug';
}

/** Throws {@link Bug} unless the condition holds; `promise` says what must hold. */
export function invariant(condition: unknown, promise: string): asserts condition {
  if (!condition) throw new Bug(`Broken promise: ${promise}`);
}
