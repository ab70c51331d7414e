import type { StsOperation } from '../context.ts';

/** Tells what the signature proved. */
export const getCallerIdentity: StsOperation<'GetCallerIdentity'> = async (_input, _context, { caller }) => ({
  UserId: caller.userId,
  Account: caller.account,
  Arn: caller.arn,
});
