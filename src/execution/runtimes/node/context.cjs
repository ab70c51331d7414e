/** What a handler is handed beside its event. */
const { Writable } = require('node:stream');

function createContext(head) {
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

/** A stream that collects what a streaming handler writes: the answer goes out whole. */
function createResponseStream(highWaterMark, bytesMax) {
  const chunks = [];
  let bytes = 0;
  let beforeFirst;
  const keep = (chunk) => {
    bytes += chunk.length;
    // One byte too many is kept to show that it was too much; what follows is not.
    if (bytes - chunk.length < bytesMax) chunks.push(chunk);
  };
  const stream = new Writable({
    ...(highWaterMark !== undefined && { highWaterMark }),
    write(chunk, _encoding, callback) {
      beforeFirst?.(keep);
      beforeFirst = undefined;
      keep(chunk);
      callback();
    },
  });
  const completed = new Promise((resolve, reject) => {
    stream.once('finish', resolve);
    stream.once('error', reject);
  });
  // An error before the handler has returned is met when it is awaited.
  completed.catch(() => undefined);
  return Object.assign(stream, {
    setContentType: () => undefined,
    setPrelude: (write) => (beforeFirst = write),
    completed,
    content: () => Buffer.concat(chunks),
  });
}

/** The global that AWS's Node runtimes offer for streaming handlers. */
const awslambda = {
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

const streamingMark = Symbol.for('aws.lambda.runtime.handler.streaming');
const highWaterMark = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

module.exports = { awslambda, createContext, createResponseStream, highWaterMark, streamingMark };
