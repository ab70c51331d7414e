/** What CodeDeploy's names and IDs look like. A name has no slash, on which the keys in the store rely. */
import { ApiError } from '../../../aws/api-error.ts';
import { missing } from '../errors.ts';

const form = /^[A-Za-z0-9._+=,@-]{1,100}$/;
const rule = 'must have 1 to 100 letters, digits, or characters of . _ + = , @ -';

export function requireApplicationName(name: string | undefined): string {
  if (name === undefined) throw missing('applicationName');
  if (form.test(name)) return name;
  throw new ApiError('InvalidApplicationNameException', `The application name ${rule}: ${name}`);
}

export function requireGroupName(name: string | undefined): string {
  if (name === undefined) throw missing('deploymentGroupName');
  if (form.test(name)) return name;
  throw new ApiError('InvalidDeploymentGroupNameException', `The deployment group name ${rule}: ${name}`);
}

export function requireConfigName(name: string | undefined): string {
  if (name === undefined) throw missing('deploymentConfigName');
  if (form.test(name)) return name;
  throw invalidConfigName(`The deployment configuration name ${rule}: ${name}`);
}

export const invalidConfigName = (text: string): ApiError => new ApiError('InvalidDeploymentConfigNameException', text);

export function requireDeploymentId(id: string | undefined): string {
  if (id === undefined || id === '') throw missing('deploymentId');
  if (/^d-[A-Z0-9]{9}$/.test(id)) return id;
  throw new ApiError('InvalidDeploymentIdException', `The deployment ID is not valid: ${id}`);
}

const descriptionMax = 256;

export function requireShortDescription(description: string | undefined): void {
  if (description === undefined || [...description].length <= descriptionMax) return;
  throw new ApiError('DescriptionTooLongException', `The description must have ${descriptionMax} characters at most`);
}
