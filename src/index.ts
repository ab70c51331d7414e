/** Serin's public face: a platform, started from a program. */
export { startPlatform, type Platform } from './platform/platform.ts';
export type { PlatformOptions } from './platform/config.ts';
export { ConfigError, type ConfigProblem } from './platform/config-error.ts';
