// Which rows are shown: those that differ, and the equal ones folded away until asked for.
import type { Row } from "../backend/types";

/** Unknown lines are the last thing a person wants to read: those that are equal fold on their own. */
export interface Folded {
  shown: Row[];
  /** Equal rows that are hidden. */
  equal: number;
}

export function fold(rows: readonly Row[], showEqual: boolean): Folded {
  if (showEqual) return { shown: [...rows], equal: 0 };
  const shown = rows.filter((row) => row.verdict !== "equal" || isWorthSaying(row));
  return { shown, equal: rows.length - shown.length };
}

/** Equal, and yet there is something to know: the same moment in another zone, a task that contradicts itself. */
function isWorthSaying(row: Row): boolean {
  return Boolean(row.server?.note ?? row.local?.note);
}
