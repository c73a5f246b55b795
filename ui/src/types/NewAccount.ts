import type { Kind } from "./Kind";
export type NewAccount = { name: string; url: string; email: string; password: string; kinds: Array<Kind> };
