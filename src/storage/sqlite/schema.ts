/** Marks a file as Serin's in SQLite's header: the letters `Srin`. */
export const applicationId = 0x5372696e;

/** How many migrations there are: what `PRAGMA user_version` says of a file that is up to date. */
export const schemaVersion = 2;
