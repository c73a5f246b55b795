import type { Kind } from "./Kind";
import type { PassSummary } from "./PassSummary";
export type AccountSummary = {
  name: string;
  url: string;
  email: string;
  kinds: Array<Kind>;
  conflicts: number;
  held: number;
  lastPass: PassSummary | null;
  wasCutOff: boolean;
};
