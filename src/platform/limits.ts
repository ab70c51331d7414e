/** The account's quotas: AWS's own of a new account. */
export const accountConcurrency = 1000;
export const unreservedConcurrencyMin = 100;
export const codeStorageBytes = 80_530_636_800;
