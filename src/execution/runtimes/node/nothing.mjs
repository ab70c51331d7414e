/** A function that is loaded once by a process that waits, so that all that it takes to load one is ready. */
export const handler = () => undefined;
