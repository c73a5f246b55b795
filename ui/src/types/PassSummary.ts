import type { Failure } from "./Failure";
import type { KindSummary } from "./KindSummary";
export type PassSummary = {
  started: number;
  ended: number;
  requests: number;
  kinds: Array<KindSummary>;
  failure: Failure | null;
};
