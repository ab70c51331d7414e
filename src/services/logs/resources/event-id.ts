/** Numbers of 56 digits, as AWS makes them of a moment and a count. */
const momentFactor = 2n ** 144n;
const digits = 56;

const numberOf = (atMs: number, count: number): string =>
  (BigInt(Math.max(0, Math.trunc(atMs))) * momentFactor + BigInt(count)).toString().padStart(digits, '0');

/** Unique in the store; sorts by time and then by arrival. */
export const eventId = ({ atMs, id }: { readonly atMs: number; readonly id: number }): string => numberOf(atMs, id);

/** AWS ignores sequence tokens since 2023, but still gives them out. */
export const sequenceToken = (atMs: number): string => numberOf(atMs, 0);
