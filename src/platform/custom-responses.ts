/**
 * Where functions put what became of custom resources. The addresses carry no signature, as those of AWS
 * are signed in themselves; what they do carry, no one but the function knows.
 */
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { customResponseBytesMax, customResponsesPath } from '../services/cloudformation/custom-responses.ts';
import type { CloudformationService } from '../services/cloudformation/service.ts';

export class CustomResponses {
  readonly #cloudformation: Pick<CloudformationService, 'takeCustomResponse'>;

  constructor(cloudformation: Pick<CloudformationService, 'takeCustomResponse'>) {
    this.#cloudformation = cloudformation;
  }

  /** The answer to a function that puts its response; `undefined`: the request is none. */
  handleUnsigned({ method, path, body }: WireRequest): Promise<WireResponse> | undefined {
    if (method !== 'PUT' || !path.startsWith(customResponsesPath)) return undefined;
    return this.#take(path, body);
  }

  async #take(path: string, body: Uint8Array): Promise<WireResponse> {
    if (body.byteLength > customResponseBytesMax) return answer(413);
    return answer((await this.#cloudformation.takeCustomResponse(path, Buffer.from(body).toString())) ? 200 : 404);
  }
}

const answer = (status: number): WireResponse => ({ status, headers: {}, body: new Uint8Array() });
