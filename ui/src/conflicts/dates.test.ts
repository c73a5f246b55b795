import { expect, test } from "vitest";
import type { Row } from "../backend/types";
import { rowOfDates, shortDates } from "./dates";

const row = (key: string, verdict: Row["verdict"] = "differs") => ({ key, verdict }) as Row;

test("a date is said in the window's language, with the year where it is another", () => {
  const days = ["2026-12-30", "2027-01-06"];
  expect(shortDates(days, "en-GB")).toEqual(["Wed 30 Dec", "Wed, 6 Jan 2027"]);
  expect(shortDates(days, "de-DE")).toEqual(["Mi., 30. Dez.", "Mi., 6. Jan. 2027"]);
});

test("the dates stand at the rule, else at the time, else at the first changed occurrence", () => {
  expect(rowOfDates([row("when"), row("repeats")])).toBe("repeats");
  expect(rowOfDates([row("exception[1]"), row("when")])).toBe("when");
  expect(rowOfDates([row("when", "equal"), row("exception[1]")])).toBe("exception[1]");
  expect(rowOfDates([row("place")])).toBeNull();
});
