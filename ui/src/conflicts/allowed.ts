// Which of the dialog's buttons can be pressed, and where one cannot, why: it is disabled with the reason, never hidden.
import type { ConflictView, Decision } from "../backend/types";
import { open, type Picks } from "./picks";

export type Action =
  "server" | "local" | "merge" | "both" | "new" | "skip" | "similar" | "history" | "base" | "ok";

/** Names of reasons; the words are in the catalogue. */
export type WhyNot =
  | "deleted-on-server"
  | "deleted-here"
  | "open-rows"
  | "not-candidates"
  | "no-side-chosen"
  | "no-similar"
  | "no-base"
  | "no-history";

export interface Circumstances {
  view: Pick<ConflictView, "case" | "sides" | "rows">;
  picks: Picks;
  chosen: "server" | "local" | null;
  /** Other open conflicts of the same sort. */
  similar: number;
}

export function whyNot(action: Action, { view, picks, chosen, similar }: Circumstances): WhyNot | null {
  const deleted =
    view.sides.server === null ? "deleted-on-server" : view.sides.local === null ? "deleted-here" : null;
  switch (action) {
    case "merge":
      if (deleted) return deleted;
      return open(view.rows, picks).length > 0 ? "open-rows" : null;
    case "both":
      return deleted;
    case "new":
      if (deleted) return deleted;
      return view.case === "might-be-the-same" ? null : "not-candidates";
    case "ok":
      return chosen ? null : "no-side-chosen";
    case "similar":
      return similar > 0 ? null : "no-similar";
    case "base":
      return view.rows.some((row) => row.base !== null) ? null : "no-base";
    case "history":
      return view.sides.local === null ? "no-history" : null;
    default:
      return null;
  }
}

/** What the choice of one side takes away: an item that goes, values that go, or nothing. */
export type Loss = { item: "server" | "local" } | { values: "server" | "local"; rows: number } | null;

export function loss(view: Pick<ConflictView, "sides" | "rows">, chosen: "server" | "local"): Loss {
  const other = chosen === "server" ? "local" : "server";
  if (view.sides[chosen] === null) return view.sides[other] === null ? null : { item: other };
  if (view.sides[other] === null) return null;
  const rows = view.rows.filter(
    (row) => row.verdict !== "equal" && row.changed !== "nobody" && row[other] !== null,
  );
  return rows.length > 0 ? { values: other, rows: rows.length } : null;
}

/** Whether a decision makes an item anew on the server: only then can nobody be told of it (docs/adr/0080). */
export function makesAnew({ sides }: Pick<ConflictView, "sides">, decision: Decision): boolean {
  if (decision === "both" || decision === "new") return sides.server !== null && sides.local !== null;
  return "keep" in decision && decision.keep === "local" && sides.server === null && sides.local !== null;
}
