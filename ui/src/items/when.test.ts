import { expect, test } from "vitest";
import { fromCalendar, mistake, moveStart, parse, typed } from "./when";
import { pages, reveal, slice } from "./window";

test.each([
  "2026-07-15 14:00 – 15:00 Europe/Berlin",
  "2026-07-15 14:00 – 2026-07-16 02:00 Europe/Berlin",
  "2026-07-15 14:00 – 15:00",
  "2026-07-15 14:00 – 15:00 UTC",
  "2026-07-15",
  "2026-07-15 – 2026-07-17",
  "2026-07-15 14:00 – 15:00 Europe/Berlin\nevery 2 weeks on Monday, until 2026-12-31",
])("%j is written as it was read", (text) => {
  const when = parse(text);
  expect(when && typed(when)).toBe(text);
});

test("what is said in another way is not guessed", () => {
  expect(parse("no start")).toBeNull();
  expect(parse("20260715T140000")).toBeNull();
  expect(parse("2026-07-15 14:00 Europe/Berlin – 2026-07-15 18:00 America/New_York")).toBeNull();
});

test("a moment without an end begins and ends then", () => {
  expect(parse("2026-07-15 14:00 Europe/Berlin")).toMatchObject({
    startTime: "14:00",
    endDay: "2026-07-15",
    endTime: "14:00",
    zone: "Europe/Berlin",
  });
});

test("moving the start keeps the length", () => {
  const when = parse("2026-07-15 23:00 – 2026-07-16 01:00 UTC");
  expect(when && typed(moveStart(when, "2026-07-31", "22:30"))).toBe(
    "2026-07-31 22:30 – 2026-08-01 00:30 UTC",
  );
  const days = parse("2026-07-15 – 2026-07-17");
  expect(days && typed(moveStart(days, "2026-07-30", ""))).toBe("2026-07-30 – 2026-08-01");
});

test("what cannot be written is named", () => {
  const when = parse("2026-07-15 14:00 – 15:00 UTC");
  if (!when) throw new Error("it can be read");
  expect(mistake(when)).toBeNull();
  expect(mistake({ ...when, endTime: "13:00" })).toBe("ends-before");
  expect(mistake({ ...when, startTime: "" })).toBe("no-time");
  expect(mistake({ ...when, startDay: "" })).toBe("no-day");
});

test("what the calendar was asked for", () => {
  expect(typed(fromCalendar("2026-11-25T10:00", "2026-11-25T11:00", "Europe/Berlin"))).toBe(
    "2026-11-25 10:00 – 11:00 Europe/Berlin",
  );
  expect(typed(fromCalendar("2026-11-25", "2026-11-27", "Europe/Berlin"))).toBe("2026-11-25 – 2026-11-26");
});

test("of 20,000 rows only those near the window are there", () => {
  const here = slice(20_000, 48, 48 * 10_000, 600);
  expect(here.from).toBeLessThanOrEqual(10_000);
  expect(here.until).toBeGreaterThanOrEqual(10_013);
  expect(here.until - here.from).toBeLessThan(40);
  expect(slice(3, 48, 0, 600)).toEqual({ from: 0, until: 3 });
  expect(slice(0, 48, 0, 600)).toEqual({ from: 0, until: 0 });
  expect(slice(10, 48, 5_000, 600)).toEqual({ from: 10, until: 10 });
  expect(pages({ from: 90, until: 210 }, 100)).toEqual([0, 1, 2]);
  expect(pages({ from: 0, until: 0 }, 100)).toEqual([]);
});

test("a row is brought into the window, and nothing moves where it is there", () => {
  expect(reveal(0, 48, 100, 480)).toBe(0);
  expect(reveal(5, 48, 0, 480)).toBe(0);
  expect(reveal(10, 48, 0, 480)).toBe(48);
});
