// What changed between two looks at a conflict: told when a decision was overtaken by another edit.
import type { Row, Side } from "../backend/types";
import { fieldOf } from "./picks";

export interface News {
  side: Side;
  row: Row;
  text: string;
  now: "there" | "gone";
}

/** Values are known by field and text: the numbers of rows may have moved. */
export function since(before: readonly Row[], after: readonly Row[]): News[] {
  const sides: Side[] = ["server", "local"];
  return sides.flatMap((side) => {
    const had = values(before, side);
    const has = values(after, side);
    const gone = [...had].filter(([key, row]) => !has.has(key) && !replaced(row, after, side));
    const there = [...has].filter(([key]) => !had.has(key));
    const news =
      (now: News["now"]) =>
      ([, row]: [string, Row]) => ({ side, row, text: row[side]?.text ?? "", now });
    return [...there.map(news("there")), ...gone.map(news("gone"))];
  });
}

function values(rows: readonly Row[], side: Side): Map<string, Row> {
  const there = rows.filter((row) => row[side] !== null);
  return new Map(
    there.map((row) => [`${fieldOf(row.key)} ${row[side]?.text ?? ""} ${row[side]?.label ?? ""}`, row]),
  );
}

/** A field of one value that has another now did not go. */
function replaced(row: Row, after: readonly Row[], side: Side): boolean {
  return !row.key.includes("[") && after.some((now) => now.key === row.key && now[side] !== null);
}
