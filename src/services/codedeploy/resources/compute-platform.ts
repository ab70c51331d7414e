import { invalidPlatform } from '../errors.ts';

/** AWS takes an application or a config that names no platform for one of servers. */
export function requireLambda(platform: string | undefined): void {
  if (platform === 'Lambda') return;
  const named = platform === undefined ? 'Without a computePlatform this is for Server' : `This is for ${platform}`;
  throw invalidPlatform(`${named}. Serin deploys to Lambda alone: set computePlatform to Lambda.`);
}
