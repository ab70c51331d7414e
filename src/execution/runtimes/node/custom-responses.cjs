/**
 * Brings what functions answer for custom resources to Serin over HTTP where they speak HTTPS to the
 * host and path of `ResponseURL`, as AWS's `cfn-response` and the CDK's handlers do. Every other
 * request goes its way.
 *
 * Loaded with the first event that bears such an address, when the function's own modules have long
 * been loaded: what they hold of `node:https` by then leads here all the same, through the agent.
 */
const http = require('node:http');
const https = require('node:https');

const responsesPath = '/_serin/cloudformation/responses/';
const responseUrl = /http:\/\/(\[[\da-f:.]+\]|[\w.-]+)(?::(\d+))?\/_serin\/cloudformation\/responses\//gi;
const httpPort = 80;
const httpsPort = 443;

/** The port of Serin by its host, as the events told it. */
const ports = new Map();
/** Keeps no connection: an environment has few responses to give. */
const agent = new http.Agent();

const { addRequest } = https.Agent.prototype;
https.Agent.prototype.addRequest = function (request, options, ...more) {
  const port = portFor(request, options);
  if (port === undefined) return addRequest.call(this, request, options, ...more);
  return agent.addRequest(request, { ...options, port });
};

function portFor({ method, path }, options) {
  if (method !== 'PUT' || !path.startsWith(responsesPath)) return undefined;
  const port = ports.get(nameOf(options.host));
  return [port, httpsPort].includes(Number(options.port)) ? port : undefined;
}

/** An IPv6 address stands in brackets in a URL, and with some callers without. */
const nameOf = (host) =>
  String(host)
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1');

/** Takes the addresses that an event bears, wherever in it they stand. */
exports.expectResponses = (event) => {
  for (const [, host, port] of event.matchAll(responseUrl)) ports.set(nameOf(host), Number(port ?? httpPort));
};
