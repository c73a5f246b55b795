export type Phase = "looking" | "working" | "finished";
