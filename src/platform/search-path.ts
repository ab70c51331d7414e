/** Where interpreters are looked for: part of the machine, not an option of the platform. */
export const searchPath = (): string => process.env['PATH'] ?? '';
