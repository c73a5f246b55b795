// What both sides will hold: the line below the rows, made of what becomes of each.
import type { Row, Shown } from "../backend/types";
import { fate, type Picks } from "./picks";

/** Of one row: what will stand there, nothing, each side its own, or not known yet. */
export type Holds = { row: Row } & (
  { holds: "value"; shown: Shown[] } | { holds: "nothing" } | { holds: "own" } | { holds: "open" }
);

/** `answered`: the rows as the program made them with these picks; they know merged texts. */
export function result(rows: readonly Row[], picks: Picks, answered: readonly Row[] | null): Holds[] {
  const merged = new Map(answered?.map((row) => [row.key, row.result]));
  return rows.map((row) => {
    const becomes = fate(row, picks);
    switch (becomes) {
      case "open":
        return { row, holds: "open" };
      case "apart":
        return { row, holds: "own" };
      case "same":
        return value(row, [row.local ?? row.server]);
      case "both":
        return value(row, [merged.get(row.key) ?? row.result ?? null], [row.server, row.local]);
      default:
        return value(row, [row[becomes]]);
    }
  });
}

function value(row: Row, of: (Shown | null)[], otherwise: (Shown | null)[] = []): Holds {
  const there = (list: (Shown | null)[]) => list.filter((one) => one !== null);
  const shown = there(of).length > 0 ? there(of) : there(otherwise);
  return shown.length > 0 ? { row, holds: "value", shown } : { row, holds: "nothing" };
}
