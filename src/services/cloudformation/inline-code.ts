/**
 * Code that a template carries itself: CloudFormation makes a package of it, and lays a module beside
 * it by which a custom resource's function answers.
 */
import { InvalidProperty } from './property-readers.ts';
import { type SourceFiles, zipSources } from './source-zip.ts';

/** `runtime` decides how the file is named. Throws `InvalidProperty` where it takes no source text. */
export function packageInline(source: string, runtime: string): Uint8Array {
  if (runtime.startsWith('nodejs')) return zipSources({ 'index.js': source, ...nodejsAnswer });
  if (runtime.startsWith('python')) return zipSources({ 'index.py': source, ...pythonAnswer });
  // The wording is inferred; that only these two families take source text is documented.
  throw new InvalidProperty(`Runtime ${runtime} does not support ZipFile: inline code is for Node.js and Python`);
}

const nodejsAnswer: SourceFiles = {
  'cfn-response.js': `const { request } = require('node:https');
const http = require('node:http');

exports.SUCCESS = 'SUCCESS';
exports.FAILED = 'FAILED';

exports.send = (event, context, responseStatus, responseData, physicalResourceId, noEcho) =>
  new Promise((resolve) => {
    const body = JSON.stringify({
      Status: responseStatus,
      Reason: 'See the details in CloudWatch Log Stream: ' + context.logStreamName,
      PhysicalResourceId: physicalResourceId || context.logStreamName,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
      NoEcho: noEcho || false,
      Data: responseData,
    });
    const url = new URL(event.ResponseURL);
    const send = url.protocol === 'http:' ? http.request : request;
    const end = () => {
      context.done && context.done();
      resolve();
    };
    const call = send(url, { method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) } });
    call.on('response', (answer) => {
      console.log('Status code: ' + answer.statusCode);
      answer.resume();
      end();
    });
    call.on('error', (error) => {
      console.log('The answer to CloudFormation could not be sent: ' + error);
      end();
    });
    call.end(body);
  });
`,
};

const pythonAnswer: SourceFiles = {
  'cfnresponse.py': `import json
import urllib.request

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    body = json.dumps({
        "Status": responseStatus,
        "Reason": reason or "See the details in CloudWatch Log Stream: {}".format(context.log_stream_name),
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }).encode()
    headers = {"content-type": "", "content-length": str(len(body))}
    call = urllib.request.Request(event["ResponseURL"], data=body, headers=headers, method="PUT")
    try:
        with urllib.request.urlopen(call) as answer:
            print("Status code:", answer.status)
    except Exception as error:
        print("The answer to CloudFormation could not be sent:", error)
`,
};
