/** What a handler is handed beside its event. */
export function createContext(head) {
  const { requestId, invokedFunctionArn, clientContext, deadlineMs } = head;
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: clientContext === undefined ? undefined : JSON.parse(clientContext),
    identity: undefined,
    invokedFunctionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

/** The global that AWS's Node runtimes offer for streaming handlers. */
export const awslambda = {
  streamifyResponse(handler, options) {
    handler[streamingMark] = 'response';
    if (typeof options?.highWaterMark === 'number') handler[highWaterMark] = Math.trunc(options.highWaterMark);
    return handler;
  },
  HttpResponseStream: {
    /** Puts status and headers as JSON and eight zero bytes before the body. */
    from(stream, prelude) {
      stream.setContentType('application/vnd.awslambda.http-integration-response');
      stream.setPrelude((write) => {
        write(Buffer.from(JSON.stringify(prelude)));
        write(Buffer.alloc(8));
      });
      return stream;
    },
  },
};

export const streamingMark = Symbol.for('aws.lambda.runtime.handler.streaming');
export const highWaterMark = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
