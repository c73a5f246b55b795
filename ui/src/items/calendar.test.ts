import { expect, test } from "vitest";
import type { Occurrence } from "../backend/types";
import { clock, firstWeekday, monthPage, plus, plusMonths, weekStart } from "./days";
import { agenda, day, dragged, span, touches, week } from "./layout";

function one(start: string, end: string, title = start): Occurrence {
  return {
    id: title,
    title,
    place: "",
    start,
    end,
    all_day: start.length === 10,
    repeats: false,
    exception: false,
    recurrence: null,
    category: null,
    colour: null,
  };
}

test("days are counted over every change of month, year and clocks", () => {
  expect(plus("2026-03-28", 2)).toBe("2026-03-30"); // clocks change on the 29th
  expect(plus("2026-10-24", 2)).toBe("2026-10-26");
  expect(plus("2026-12-31", 1)).toBe("2027-01-01");
  expect(plusMonths("2026-01-31", 1)).toBe("2026-02-28");
  expect(plusMonths("2026-01-15", -1)).toBe("2025-12-15");
  expect(plusMonths("2024-01-31", 1)).toBe("2024-02-29");
});

test("a month's page is whole weeks, beginning as the language begins them", () => {
  const page = monthPage("2026-11-25", 1);
  expect([page[0], page.at(-1), page.length]).toEqual(["2026-10-26", "2026-12-06", 42]);
  expect(monthPage("2026-11-25", 0)[0]).toBe("2026-11-01");
  expect(monthPage("2027-02-10", 1)).toHaveLength(28);
  expect(weekStart("2026-11-29", 1)).toBe("2026-11-23");
  expect([firstWeekday("de-DE"), firstWeekday("en-US")]).toEqual([1, 0]);
});

test("an appointment touches the days it is on, and none after midnight", () => {
  expect(span(one("2026-11-25", "2026-11-26"))).toEqual({ first: "2026-11-25", last: "2026-11-25" });
  expect(span(one("2026-11-25T22:00", "2026-11-26T00:00"))).toEqual({
    first: "2026-11-25",
    last: "2026-11-25",
  });
  expect(span(one("2026-11-25T22:00", "2026-11-26T01:00")).last).toBe("2026-11-26");
  expect(span(one("2026-11-25T10:00", "2026-11-25T10:00")).last).toBe("2026-11-25");
  expect(span(one("2026-11-25T10:00", "2026-11-25T09:00")).last).toBe("2026-11-25");
  expect(touches(one("2026-11-25", "2026-11-28"), "2026-11-27")).toBe(true);
});

test("bars of a week never share a lane and a day", () => {
  const bars = week(
    [
      one("2026-11-20", "2026-11-25", "trip"),
      one("2026-11-23", "2026-11-24", "feast"),
      one("2026-11-24T09:00", "2026-11-24T10:00", "talk"),
      one("2026-11-25T09:00", "2026-11-25T10:00", "lunch"),
      one("2026-11-29", "2026-12-02", "end"),
    ],
    "2026-11-23",
  );
  const placed = bars.map((bar) => [bar.occurrence.title, bar.from, bar.days, bar.lane]);
  expect(placed).toEqual([
    ["trip", 0, 2, 0],
    ["feast", 0, 1, 1],
    ["talk", 1, 1, 1],
    ["lunch", 2, 1, 0],
    ["end", 6, 1, 0],
  ]);
  expect([bars[0]?.before, bars[4]?.after]).toEqual([true, true]);
});

test("what overlaps in a day stands side by side, and what does not has the whole width", () => {
  const blocks = day(
    [
      one("2026-11-25T09:00", "2026-11-25T11:00", "a"),
      one("2026-11-25T10:00", "2026-11-25T12:00", "b"),
      one("2026-11-25T11:00", "2026-11-25T11:30", "c"),
      one("2026-11-25T12:00", "2026-11-25T13:00", "d"),
      one("2026-11-26T12:00", "2026-11-26T13:00", "tomorrow"),
      one("2026-11-25", "2026-11-26", "all day"),
    ],
    "2026-11-25",
  );
  expect(blocks.map((block) => [block.occurrence.title, block.column, block.columns])).toEqual([
    ["a", 0, 2],
    ["b", 1, 2],
    ["c", 0, 2],
    ["d", 0, 1],
  ]);
});

test("no two blocks of a day ever lie on one another", () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 100; round++) {
    const many = Array.from({ length: 12 }, (_, at) => {
      const from = random(1300);
      return one(`2026-11-25T${clock(from)}`, `2026-11-25T${clock(from + random(130))}`, String(at));
    });
    const blocks = day(many, "2026-11-25");
    for (const a of blocks)
      for (const b of blocks)
        if (a !== b && a.column === b.column && a.columns === b.columns)
          expect(a.from >= b.until || b.from >= a.until).toBe(true);
  }
});

test("dragging takes whole quarters, at least half an hour, and stays in the day", () => {
  expect(dragged("2026-11-25", 605, 607)).toEqual({ start: "2026-11-25T10:00", end: "2026-11-25T10:30" });
  expect(dragged("2026-11-25", 700, 605)).toEqual({ start: "2026-11-25T10:00", end: "2026-11-25T11:45" });
  expect(dragged("2026-11-25", 1435, 1439)).toEqual({ start: "2026-11-25T23:30", end: "2026-11-26T00:00" });
});

test("the agenda has a day for everything on it, long ones on each", () => {
  const days = agenda(
    [one("2026-11-25", "2026-11-27"), one("2026-11-26T08:00", "2026-11-26T09:00")],
    "2026-11-25",
    30,
  );
  expect(days.map(({ day: of, here }) => [of, here.length])).toEqual([
    ["2026-11-25", 1],
    ["2026-11-26", 2],
  ]);
});
