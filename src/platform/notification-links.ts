/**
 * The addresses in SNS's messages: opening one confirms or ends a subscription. They carry no
 * signature; what they do carry, no one but the receiver of the message knows.
 */
import { sns } from '../api/sns.ts';
import { ApiError } from '../aws/api-error.ts';
import { parseArn } from '../aws/arn.ts';
import type { Caller } from '../aws/caller.ts';
import { serviceRequest } from '../aws/service-caller.ts';
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { encodeError, encodeOutput } from '../protocol/encode.ts';
import { parseQuery } from '../protocol/query-string.ts';
import type { SnsService } from '../services/sns/service.ts';
import type { Random } from '../time/random.ts';

const actions = ['ConfirmSubscription', 'Unsubscribe'] as const;

export class NotificationLinks {
  readonly #sns: Pick<SnsService, 'links'>;
  readonly #random: Random;

  constructor(service: Pick<SnsService, 'links'>, random: Random) {
    this.#sns = service;
    this.#random = random;
  }

  /** The answer to a request that opens such a link; `undefined`: it is none. */
  handleUnsigned(request: WireRequest): Promise<WireResponse> | undefined {
    if (request.method !== 'GET' || request.path !== '/' || request.headers['authorization'] !== undefined)
      return undefined;
    const query = parseQuery(request.query);
    const isSigned = query.has('X-Amz-Signature') || query.has('Signature') || query.has('AWSAccessKeyId');
    const action = actions.find((known) => known === query.get('Action')?.[0]);
    return action === undefined || isSigned ? undefined : this.#open(action, query, request);
  }

  async #open(
    action: (typeof actions)[number],
    query: ReadonlyMap<string, readonly string[]>,
    { method, path }: WireRequest,
  ): Promise<WireResponse> {
    const requestId = this.#random.uuid();
    const api = await sns.load();
    const first = (name: string): string | undefined => query.get(name)?.[0];
    const operation = api.findOperation(action);
    try {
      if (operation === undefined) throw new ApiError('InvalidAction', action);
      const output = await this.#act(action, first);
      return encodeOutput(api, 'query', operation, { ...output }, requestId);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return encodeError(error, {
        api,
        protocol: 'query',
        requestId,
        extraErrors: {},
        method,
        path,
        isQueryMode: false,
      });
    }
  }

  #act(action: (typeof actions)[number], first: (name: string) => string | undefined) {
    switch (action) {
      case 'ConfirmSubscription':
        return this.#sns.links.confirm(
          { TopicArn: first('TopicArn'), Token: first('Token') },
          owner(first('TopicArn')),
        );
      case 'Unsubscribe':
        return this.#sns.links.unsubscribe(
          { SubscriptionArn: first('SubscriptionArn') },
          owner(first('SubscriptionArn')),
        );
    }
  }
}

/** Who opens the link is not known: it acts for the account whose resource it names. */
function owner(arn: string | undefined): Caller {
  const { region = '', account = '' } = parseArn(arn ?? '') ?? {};
  return serviceRequest({ principal: 'sns.amazonaws.com', region, account, requestId: '' }).caller;
}
