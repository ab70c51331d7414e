'use strict';

/**
 * A plugin for the Serverless Framework 3: sends what it calls to AWS_ENDPOINT_URL.
 *
 * The framework brings AWS's SDK for JavaScript 2, which does not know that variable. Without the
 * variable the plugin does nothing, so the service can be deployed to AWS as before.
 *
 * `serverless.yml` names it first among its plugins: `- ./aws-endpoint.js`
 */
module.exports = function AwsEndpoint(serverless) {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  if (endpoint === undefined || endpoint === '') return;
  // Buckets stand in the path: a name before the host's would have to be one that resolves.
  serverless.getProvider('aws').sdk.config.update({ endpoint, s3ForcePathStyle: true });
};
