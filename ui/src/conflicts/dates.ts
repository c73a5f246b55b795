// The dates of a series in few words, and where they are shown.
import type { Row, RowKey } from "../backend/types";
import { asDate } from "../items/days";
import { fieldOf } from "./picks";

/** “Mon 30 Nov”, with the year where it is another than the first date's. */
export function shortDates(days: readonly string[], locale: string): string[] {
  const year = days[0]?.slice(0, 4) ?? "";
  return days.map((day) =>
    new Intl.DateTimeFormat(locale, {
      weekday: "short",
      day: "numeric",
      month: "short",
      ...(day.startsWith(year) ? {} : { year: "numeric" }),
      timeZone: "UTC",
    }).format(asDate(day)),
  );
}

/** The row whose difference the dates explain: the rule, else the time, else the first changed occurrence. */
export function rowOfDates(rows: readonly Row[]): RowKey | null {
  const differing = rows.filter((row) => row.verdict !== "equal");
  const of = (field: string) => differing.find((row) => fieldOf(row.key) === field)?.key;
  return of("repeats") ?? of("when") ?? of("exception") ?? null;
}
