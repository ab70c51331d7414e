/** WebSocket APIs: templates have them, and Serin records them without serving them. */
import { randomText } from './physical-name.ts';

const mark = 'ws0';

/** An ID in AWS's form, by which the resources of the API know that nothing is behind it. */
export const recordedApiId = (seed: string): string =>
  `${mark}${randomText(seed, 7, 'abcdefghijklmnopqrstuvwxyz0123456789')}`;

export const isRecordedApi = (apiId: string): boolean => apiId.startsWith(mark);

export const recordedApiNote = 'Serin records WebSocket APIs without serving them: nothing is behind this resource';
