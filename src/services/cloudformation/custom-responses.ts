/** What functions answer for custom resources: the addresses that they are given, and what comes in there. */
import { RevisionConflict, type Documents } from '../../storage/documents.ts';
import type { Random } from '../../time/random.ts';
import { parseStackArn } from './resources/stack.ts';
import { responseKey, type StackReference } from './resources/keys.ts';

/** Below it lie the addresses of all responses, which whoever knows one may put to. */
export const customResponsesPath = '/_serin/cloudformation/responses/';

export const customResponseBytesMax = 1_000_000;

export interface CustomResponse {
  /** Part of the address: no one but the function that was asked knows it. */
  readonly secret: string;
  readonly askedAtMs: number;
  /** As it came. */
  readonly body?: string;
}

interface Asked {
  readonly stackId: string;
  readonly token: string;
}

/** The response to a request, asked for now if it was not before; the secret stays the same. */
export async function expectResponse(
  documents: Documents,
  { stackId, token }: Asked,
  { random, nowMs }: { readonly random: Random; readonly nowMs: number },
): Promise<CustomResponse> {
  const key = keyOf(stackId, token);
  const known = await documents.get<CustomResponse>(key);
  if (known !== undefined) return known.value;
  const fresh: CustomResponse = { secret: random.uuid(), askedAtMs: nowMs };
  await documents.write([{ kind: 'put', key, value: fresh, ifRevision: 0 }]);
  return fresh;
}

export function responseUrl(origin: string, { stackId, token }: Asked, secret: string): string {
  const { region, account, id } = referenceOf(stackId);
  return `${origin}${customResponsesPath}${region}/${account}/${id}/${token}/${secret}`;
}

/** Takes what was put to an address; `false`: nobody waits for it there. A second response changes nothing. */
export async function takeResponse(documents: Documents, path: string, body: string): Promise<boolean> {
  const [region = '', account = '', id = '', token = '', secret = ''] = path
    .slice(customResponsesPath.length)
    .split('/');
  const key = responseKey({ region, account, id }, token);
  const stored = await documents.get<CustomResponse>(key);
  if (stored === undefined || stored.value.secret !== secret) return false;
  if (stored.value.body !== undefined) return true;
  try {
    await documents.write([{ kind: 'put', key, value: { ...stored.value, body }, ifRevision: stored.revision }]);
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error;
  }
  return true;
}

const keyOf = (stackId: string, token: string): string => responseKey(referenceOf(stackId), token);

const referenceOf = (stackId: string): StackReference =>
  parseStackArn(stackId) ?? { region: '', account: '', stackName: '', id: '' };
