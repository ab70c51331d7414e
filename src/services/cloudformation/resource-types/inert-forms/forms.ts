/**
 * How the physical IDs and attributes of recorded types look on AWS, by the name of the type: the form
 * of what `Ref` answers, and after a bar those of attributes. `fill-form.ts` tells what a form may hold.
 */
export type InertForms = Readonly<Record<string, string>>;
