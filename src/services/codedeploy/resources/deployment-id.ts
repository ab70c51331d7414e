import type { Random } from '../../../time/random.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** As CodeDeploy's: `d-75I7MBT7C`. */
export const deploymentId = (random: Random): string => `d-${random.text(9, alphabet)}`;

export const isDeploymentId = (text: string): boolean => /^d-[A-Z0-9]{9}$/.test(text);

/** In the form of AWS's: an encrypted text in JSON, in base64. It says nothing, and cannot be guessed. */
export function hookExecutionId(random: Random): string {
  const text = (length: number): string => random.text(length, `${alphabet}abcdefghijklmnopqrstuvwxyz`);
  const sealed = { encryptedData: text(120), ivParameterSpec: text(16), materialSetSerial: 1 };
  return Buffer.from(JSON.stringify(sealed)).toString('base64');
}
