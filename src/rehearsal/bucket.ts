/** The bucket of the rehearsal's platform, in which code and templates lie as `sam deploy` would put them. */
import { createHash } from 'node:crypto';
import { OperationRefused, type AwsConnection, type HttpCall } from './aws-connection.ts';

const name = 'serin-rehearsal';

export class Bucket {
  readonly name: string = name;
  readonly #connection: AwsConnection;
  readonly #endpoint: string;

  static async create(connection: AwsConnection, place: { readonly endpoint: string; readonly region: string }) {
    const bucket = new Bucket(connection, place.endpoint);
    // In AWS's first region a bucket that says where it is wanted is refused.
    const body =
      place.region === 'us-east-1'
        ? ''
        : `<CreateBucketConfiguration><LocationConstraint>${place.region}</LocationConstraint></CreateBucketConfiguration>`;
    await bucket.#send('PUT', `/${name}`, Buffer.from(body));
    return bucket;
  }

  private constructor(connection: AwsConnection, endpoint: string) {
    this.#connection = connection;
    this.#endpoint = endpoint;
  }

  /** Gives the key, which begins with the content's hash: the same content is the same object. */
  async put(content: Uint8Array, suffix: string): Promise<string> {
    const key = `${createHash('sha256').update(content).digest('hex')}${suffix}`;
    await this.putAs(key, content);
    return key;
  }

  async putAs(key: string, content: Uint8Array): Promise<void> {
    await this.#send('PUT', `/${name}/${key}`, content);
  }

  async get(key: string): Promise<Uint8Array> {
    return this.#send('GET', `/${name}/${key}`);
  }

  urlOf(key: string): string {
    return `${this.#endpoint}/${name}/${key}`;
  }

  async #send(method: HttpCall['method'], path: string, body: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
    const hash = createHash('sha256').update(body).digest('hex');
    const answer = await this.#connection.send({
      method,
      service: 's3',
      path,
      headers: { 'x-amz-content-sha256': hash },
      body,
    });
    if (answer.status >= 400) throw new OperationRefused('S3', Buffer.from(answer.body).toString());
    return answer.body;
  }
}
