/** Kinds of endpoints that AWS's topics have and Serin's do not deliver to. */
const protocols: ReadonlySet<string> = new Set(['application', 'email', 'email-json', 'firehose', 'sms', 'sqs']);

export const isRecordedProtocol = (protocol: string | undefined): boolean =>
  protocol !== undefined && protocols.has(protocol);

export const recordedNote = (protocol: string): string =>
  `Serin does not deliver to ${protocol}: this subscription is recorded, and gets no messages`;
