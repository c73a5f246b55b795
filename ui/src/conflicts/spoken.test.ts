import { expect, test } from "vitest";
import type { Row } from "../backend/types";
import { values as german } from "../words/de/values";
import { values as english } from "../words/en/values";
import { moment } from "./moment";
import { moved, nearDay, sentence, size, spoken, type Tongue } from "./spoken";

const en: Tongue = { words: english, locale: "en-GB", zone: "Europe/Berlin" };
const de: Tongue = { words: german, locale: "de-DE", zone: "Europe/Berlin" };

test("a time stands as the language writes it, and its zone only where it is another", () => {
  const here = { text: "2026-07-15 14:00 – 15:00 Europe/Berlin" };
  expect(spoken("when", here, en).text).toBe("Wed, 15 Jul 2026, 14:00 – 15:00");
  expect(spoken("when", here, de)).toMatchObject({ text: "Mi., 15. Juli 2026, 14:00 – 15:00", notes: [] });
  const there = spoken("when", { text: "2026-07-15 09:00 – 10:00 America/New_York" }, de);
  expect(there.text).toBe("Mi., 15. Juli 2026, 09:00 – 10:00 America/New_York");
  expect(there.notes[0]).toMatch(/15:00.*16:00.*Ihrer Zeit/);
});

test.each([
  ["every day", "jeden Tag"],
  ["every 2 weeks on Monday and Friday", "alle 2 Wochen am Montag und Freitag"],
  ["every month on the last Sunday, 3 times", "jeden Monat am letzten Sonntag, 3-mal"],
  ["every month on the last day and the 2nd", "jeden Monat am letzten Tag und am 2."],
  [
    "every year on the 2nd Tuesday in March, until 2030-12-31",
    "jedes Jahr am 2. Dienstag im März, bis Di., 31. Dez. 2030",
  ],
  ["except on 2026-07-15", "außer am Mi., 15. Juli 2026"],
])("%s", (rule, words) => {
  expect(spoken("repeats", { text: rule }, de).text).toBe(words);
});

test("the program's words are said in the person's language, the person's own are left alone", () => {
  expect(spoken("status", { text: "done, completed 2026-07-15", note: "done, yet 40 %" }, de)).toEqual({
    text: "erledigt, abgeschlossen am Mi., 15. Juli 2026",
    label: "",
    notes: ["erledigt, aber erst 40 %"],
  });
  expect(spoken("reminder[1]", { text: "15 minutes before the start" }, de).text).toBe(
    "15 Minuten vor dem Beginn",
  );
  expect(spoken("phone[1]", { text: "+49 1", label: "work, preferred" }, de).label).toBe(
    "geschäftlich, bevorzugt",
  );
  const typed = "every day at work, 2026-07-15 and done";
  expect(spoken("subject", { text: typed }, de).text).toBe(typed);
  expect(spoken("text", { text: typed }, de).text).toBe(typed);
  expect(sentence("same e-mail a@b.org, similar name", de)).toBe("gleiche E-Mail a@b.org, ähnlicher Name");
});

test("a changed occurrence says when it was, what it is, and its status", () => {
  const text =
    "2026-12-25 11:00 Europe/Berlin and all after: Figures; 2026-12-28 11:00 – 12:00 Europe/Berlin; cancelled";
  expect(spoken("exception[1]", { text }, de).text).toBe(
    "Fr., 25. Dez. 2026, 11:00 Europe/Berlin und alle danach: Figures; Mo., 28. Dez. 2026, 11:00 – 12:00 Europe/Berlin; abgesagt",
  );
  expect(spoken("exception[1]", { text: "2026-12-25: cancelled by Ada" }, de).text).toBe(
    "Fr., 25. Dez. 2026: cancelled by Ada",
  );
});

test("a birthday without a year shows none", () => {
  expect(spoken("birthday", { text: "1604-04-12" }, de).text).toBe("12. April");
});

test("a picture says how large it is", () => {
  const picture = { media_type: "image/png", size_bytes: 12_345, digest: "d" };
  expect(spoken("photo", { text: "picture, 13 KB", picture }, de).text).toBe("Bild, 12 KB");
  expect(size(1536, de)).toBe("1,5 KB");
});

test("moments of a zone, before and after its clocks change", () => {
  expect(moment("2026-03-29", "01:30", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 0, 30));
  expect(moment("2026-03-29", "03:30", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 1, 30));
  expect(moment("2026-03-29", "03:30", "tzone://Microsoft/Custom")).toBeNull();
});

test("how far an appointment moves is said; in another zone at the same moment it does not", () => {
  const row = (server: string, local: string): Row => ({
    key: "when",
    label: "When",
    verdict: "differs",
    changed: "both",
    outcome: "open",
    both: false,
    server: { text: server },
    local: { text: local },
    base: null,
  });
  expect(
    moved(row("2026-07-15 14:00 – 15:00 Europe/Berlin", "2026-07-15 15:00 – 16:00 Europe/Berlin"), en),
  ).toEqual(["local begins 1 h later"]);
  expect(
    moved(row("2026-07-15 14:00 – 15:00 Europe/Berlin", "2026-07-14 14:00 – 14:30 Europe/Berlin"), en),
  ).toEqual(["local begins 1 day earlier", "local is 30 min shorter"]);
  expect(moved(row("2026-07-15 14:00 – 15:00 Europe/Berlin", "2026-07-15 12:00 – 13:00 UTC"), en)).toEqual(
    [],
  );
});

test("a list names the year only where it is another", () => {
  expect(nearDay("2026-11-22", "en-GB", "2026-11-25")).toBe("Sun 22 Nov");
  expect(nearDay("2027-01-04T09:00", "en-GB", "2026-11-25")).toBe("Mon, 4 Jan 2027");
});
