/**
 * What functions answer for custom resources, on its way to CloudFormation.
 *
 * On AWS the address that a function is given is one of S3, and much code (the CDK's own, for one)
 * takes host and path of it alone, for a request by `https` to the port that this has. Serin's addresses
 * have another port and no TLS: such a request goes to where the address points.
 */
import * as module from 'node:module';

const require = module.createRequire(import.meta.url);
const pathStart = '/_serin/cloudformation/responses/';

/** Costs nothing until the function loads `https`. Older Nodes have no hooks for it. */
export function redirectResponses(endpoint) {
  if (typeof module.registerHooks !== 'function' || !endpoint?.startsWith('http:')) return;
  const hooks = module.registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === 'https' || specifier === 'node:https') {
        hooks.deregister();
        patch(require('node:https'), new URL(endpoint));
      }
      return nextResolve(specifier, context);
    },
  });
}

function patch(https, { hostname, port }) {
  const { request } = https;
  https.request = (...given) => {
    const [options, ...rest] = given;
    if (!isResponse(options, hostname)) return request(...given);
    const { agent: _, ...others } = options;
    return require('node:http').request({ ...others, protocol: 'http:', port }, ...rest);
  };
  module.syncBuiltinESMExports();
}

function isResponse(options, hostname) {
  if (typeof options !== 'object' || options === null) return false;
  return (options.hostname ?? options.host) === hostname && String(options.path).startsWith(pathStart);
}
