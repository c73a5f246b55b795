export type Failure = { code: string; message: string; hint: string; about: string };
