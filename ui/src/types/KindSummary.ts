import type { Failure } from "./Failure";
import type { Held } from "./Held";
import type { Kind } from "./Kind";
import type { Written } from "./Written";
export type KindSummary = {
  kind: Kind;
  server: Written;
  local: Written;
  linked: number;
  conflicts: number;
  held: Array<Held>;
  wouldDelete: number | null;
  failure: Failure | null;
  notes: Array<string>;
};
