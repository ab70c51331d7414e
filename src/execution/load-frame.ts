/** What makes a process that waits for its function the process of that function. */
export interface FunctionLoad {
  /** All that the process sees of an environment from then on. */
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
}

const kind = 16;
const headerBytes = 9;

/** The frame (see frames.ts) that tells it. */
export function encodeLoad(load: FunctionLoad): Uint8Array {
  const head = Buffer.from(JSON.stringify(load));
  const frame = Buffer.alloc(headerBytes + head.length);
  frame.writeUInt32LE(frame.length - 4, 0);
  frame[4] = kind;
  frame.writeUInt32LE(head.length, 5);
  frame.set(head, headerBytes);
  return frame;
}
