/** Errors that STS answers and its schemas lack: code and HTTP status, for the server. */
export const stsErrors: Readonly<Record<string, { readonly code: string; readonly httpStatus: number }>> = {
  InvalidParameterValue: { code: 'InvalidParameterValue', httpStatus: 400 },
};
