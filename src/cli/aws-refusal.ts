/** The platform does not do what it was asked for. */
export class AwsRefusal extends Error {
  override readonly name = 'AwsRefusal';
  /** Such as `DeploymentDoesNotExistException`. */
  readonly type: string;

  constructor(type: string, message: string) {
    super(message === '' ? type : message);
    this.type = type;
  }
}
