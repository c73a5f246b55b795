import type { Kind } from "./Kind";
export type PassProgress = { account: string; kind: Kind; phase: "looking" | "working" | "finished"; done: number; total: number };
