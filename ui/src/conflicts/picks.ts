// What becomes of each row: picked already, picked by the person, or still open. Plain functions, so that the dialog, its keys and
// its tests say the same. Begin reading at `fate`.
import type { Keep, Pick, Row, RowKey, Side } from "../backend/types";

/** The person's picks; rows that are not named stay as they were found. */
export type Picks = ReadonlyMap<RowKey, Keep>;

/** Nothing picked yet. */
export const NO_PICKS: Picks = new Map();

/** What becomes of a row. */
export type Fate = "same" | "apart" | "open" | Keep;

/** The pick a row comes with, before the person said anything. */
export function preset(row: Row): Fate {
  switch (row.outcome) {
    case "same":
    case "apart":
    case "open":
      return row.outcome;
    case "merged":
      return "both";
    default:
      return row.outcome;
  }
}

/** What becomes of a row with these picks. */
export function fate(row: Row, picks: Picks): Fate {
  if (row.verdict === "equal") return "same";
  return picks.get(row.key) ?? preset(row);
}

/** Both values can be kept: two values of a list, two texts, or the one value there is. */
export function takesBoth(row: Row): boolean {
  return row.both || row.verdict === "only-server" || row.verdict === "only-local";
}

/** The picks with one row picked. Both is not taken where there is room for one value only. */
export function pick(picks: Picks, row: Row, keep: Keep): Picks {
  if (row.verdict === "equal" || (keep === "both" && !takesBoth(row))) return picks;
  return new Map(picks).set(row.key, keep === "both" ? bothOf(row) : keep);
}

/** Where only one side has a value, both means that one. */
function bothOf(row: Row): Keep {
  if (row.verdict === "only-server") return "server";
  if (row.verdict === "only-local") return "local";
  return "both";
}

/** One side in every row that can be picked. What one side never could hold stays where it is. */
export function pickAll(rows: readonly Row[], side: Side): Picks {
  const picked = rows.filter((row) => row.verdict !== "equal" && row.changed !== "nobody");
  return new Map(picked.map((row) => [row.key, side]));
}

/** The rows that wait for the person, in order. */
export function open(rows: readonly Row[], picks: Picks): Row[] {
  return rows.filter((row) => fate(row, picks) === "open");
}

/** The next open row after `from` (its key), round the end; null where none is open. */
export function nextOpen(rows: readonly Row[], picks: Picks, from: RowKey | null): RowKey | null {
  const at = rows.findIndex((row) => row.key === from);
  const around = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
  return around.find((row) => fate(row, picks) === "open")?.key ?? null;
}

/** As it goes to the program. */
export function wire(picks: Picks): Pick[] {
  return [...picks].map(([key, keep]) => ({ key, keep }));
}

/** The field a row belongs to: `phone` of `phone[2]`. */
export function fieldOf(key: RowKey): string {
  const at = key.indexOf("[");
  return at < 0 ? key : key.slice(0, at);
}

/** The mark before a row; the colour is never alone. */
export const MARKS = { equal: "=", "only-server": "+", "only-local": "+", differs: "≠" } as const;

/** The class of a row: black, green or red. */
export function tone(row: Row): "equal" | "single" | "differs" {
  if (row.verdict === "equal") return "equal";
  return row.verdict === "differs" ? "differs" : "single";
}

/** Whether that side changed the value since the last synchronisation. */
export function changedOn(row: Row, side: Side): boolean {
  return row.changed === side || row.changed === "both";
}
