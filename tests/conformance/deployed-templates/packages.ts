/** Code for the functions of others' templates, which is not at hand: under every handler's name, in any of its languages. */
import { zipOf } from '../../../src/services/lambda/test-zip.fixture.ts';

/** As a hook it reports that all is well; as anything else it answers. */
const javascript = (name: string, answer: string): string => `
exports['${name}'] = async (event) => {
  const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId } = event ?? {};
  if (lifecycleEventHookExecutionId !== undefined) {
    const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = await import('@aws-sdk/client-codedeploy');
    const status = { deploymentId, lifecycleEventHookExecutionId, status: 'Succeeded' };
    await new CodeDeployClient().send(new PutLifecycleEventHookExecutionStatusCommand(status));
  }
  return '${answer}';
};`;

/** The same without an SDK, which Python need not have here: the request is signed by hand. */
const python = (names: Iterable<string>, answer: string): string => `
import datetime, hashlib, hmac, json, os, urllib.request

def report(event):
    if not isinstance(event, dict) or 'LifecycleEventHookExecutionId' not in event:
        return
    body = json.dumps({'deploymentId': event['DeploymentId'], 'status': 'Succeeded',
                       'lifecycleEventHookExecutionId': event['LifecycleEventHookExecutionId']})
    endpoint, env = os.environ['AWS_ENDPOINT_URL'], os.environ
    now = datetime.datetime.now(datetime.timezone.utc).strftime('%Y%m%dT%H%M%SZ')
    target = 'CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus'
    headers = {'content-type': 'application/x-amz-json-1.1', 'host': endpoint.split('//')[1], 'x-amz-date': now,
               'x-amz-security-token': env['AWS_SESSION_TOKEN'], 'x-amz-target': target}
    signed = ';'.join(sorted(headers))
    lines = ''.join(f'{name}:{headers[name]}\\n' for name in sorted(headers))
    canonical = '\\n'.join(['POST', '/', '', lines, signed, hashlib.sha256(body.encode()).hexdigest()])
    parts = [now[:8], env['AWS_REGION'], 'codedeploy', 'aws4_request']
    text = '\\n'.join(['AWS4-HMAC-SHA256', now, '/'.join(parts), hashlib.sha256(canonical.encode()).hexdigest()])
    key = ('AWS4' + env['AWS_SECRET_ACCESS_KEY']).encode()
    for part in parts + [text]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    credential = env['AWS_ACCESS_KEY_ID'] + '/' + '/'.join(parts)
    headers['authorization'] = f'AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={signed}, Signature={key.hex()}'
    urllib.request.urlopen(urllib.request.Request(endpoint + '/', body.encode(), headers))

${[...names].map((name) => `def ${name}(event, context):\n    report(event)\n    return "${answer}"\n`).join('\n')}`;

/** `text`: the template's JSON, which names the handlers. */
export function packageFor(text: string, answer: string): Buffer {
  const handlers = [...text.matchAll(/"Handler":"([^":]+)\.([^".]+)"/g)].map(([, path = '', name = '']) => ({
    path,
    name,
  }));
  const byFile = new Map<string, Set<string>>([['index', new Set(['handler'])]]);
  for (const { path, name } of handlers) byFile.set(path, (byFile.get(path) ?? new Set()).add(name));
  const files = [...byFile].flatMap(([path, names]) => [
    { path: `${path}.js`, content: [...names].map((name) => javascript(name, answer)).join('\n') },
    { path: `${path}.py`, content: python(names, answer) },
  ]);
  return zipOf(files);
}
