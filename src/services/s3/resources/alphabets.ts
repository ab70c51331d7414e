const digits = '0123456789';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export const versionIdAlphabet = digits + letters;
/** Without characters that a query or a path would escape. */
export const uploadIdAlphabet = `${digits}${letters}._`;
