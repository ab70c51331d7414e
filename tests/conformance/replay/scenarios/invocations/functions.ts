/** Functions that answer as those did that AWS was recorded with. */
import { LogType, type CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import type { Replay } from '../../scenario.ts';

export const fn = { FunctionName: 'fn' };

type CreateInput = Partial<CreateFunctionCommandInput>;

/** A function for Python in `handler.py`. */
export const pythonFunction = (s: Replay, source: string, input: CreateInput = {}): CreateInput => ({
  Runtime: 'python3.12',
  Handler: 'handler.handler',
  Code: { ZipFile: s.packageWith({ 'handler.py': source }) },
  ...input,
});

/** A function for Node in `index.js`. */
export const nodeFunction = (s: Replay, source: string, input: CreateInput = {}): CreateInput => ({
  Runtime: 'nodejs20.x',
  Handler: 'index.handler',
  Code: { ZipFile: s.packageWith({ 'index.js': source }) },
  ...input,
});

/** Prints the event, and gives it back. */
export const pythonEcho = `
import json
def handler(event, context):
    print(json.dumps(event))
    return event
`;
export const nodeEcho = `
exports.handler = async (event) => {
  console.log(JSON.stringify(event));
  return event;
};
`;

/** Prints its request ID by way of Python's logging, and gives it back. */
export const requestIdFunction = `
import logging
logging.getLogger().setLevel(logging.INFO)
def handler(event, context):
    logging.info("RequestId log message")
    return context.aws_request_id
`;

/** Tells the event and most of the context, having printed two lines. */
export const contextFunction = `
import logging
logging.getLogger().setLevel(logging.INFO)
members = ["invoked_function_arn", "function_version", "function_name", "memory_limit_in_mb", "aws_request_id",
           "log_group_name", "log_stream_name", "client_context"]
def handler(event, context):
    print("Lambda log message - print function")
    logging.info("Lambda log message - logging module")
    return {"event": event, "context": {name: getattr(context, name) for name in members}}
`;

export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export const tail = { LogType: LogType.Tail };

/** A log's text with what differs from run to run replaced as the recorder replaced it. */
export function normalizeLog(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'date')
    .replaceAll(/[\d.]+ ms/g, '<duration> ms')
    .replaceAll(/Max Memory Used: \d+/g, 'Max Memory Used: <memory>');
}

export const decodeLog = (encoded: string | undefined): string =>
  normalizeLog(Buffer.from(encoded ?? '', 'base64').toString());
