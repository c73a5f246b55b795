// @vitest-environment jsdom
import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Row } from "../backend/types";
import { words } from "../words/index.svelte";
import { NO_PICKS, pick } from "./picks";
import Rows from "./Rows.svelte";

const rows: Row[] = [
  {
    key: "name",
    label: "Name",
    verdict: "equal",
    changed: "nobody",
    outcome: "same",
    both: false,
    server: { text: "Anna Berg" },
    local: { text: "Anna Berg" },
    base: { text: "Anna Berg" },
  },
  {
    key: "title",
    label: "Title",
    verdict: "differs",
    changed: "both",
    outcome: "open",
    both: false,
    server: { text: "Head of sales" },
    local: { text: "Director" },
    base: { text: "Sales" },
  },
  {
    key: "phone[1]",
    label: "Phone",
    verdict: "differs",
    changed: "local",
    outcome: "local",
    both: true,
    server: { text: "+49 1", label: "mobile" },
    local: { text: "+49 2", label: "mobile" },
    base: { text: "+49 1", label: "mobile" },
  },
  {
    key: "phone[2]",
    label: "Phone",
    verdict: "only-server",
    changed: "server",
    outcome: "server",
    both: false,
    server: { text: "+49 3", label: "work" },
    local: null,
    base: null,
  },
];

beforeEach(() => words.speak("en", "en-GB"));
afterEach(cleanup);

const row = (key: string) => document.querySelector<HTMLElement>(`[data-key="${key}"]`) as HTMLElement;

test("each row is read as a sentence that names its sides", () => {
  render(Rows, { rows, kind: "contact", pick: () => undefined, equal: true });
  expect(row("name").getAttribute("aria-label")).toBe("Name: equal. Anna Berg.");
  expect(row("title").getAttribute("aria-label")).toBe(
    "Job title: differs. Server Head of sales, Local Director. Changed on both sides. Not decided yet.",
  );
  expect(row("phone[1]").getAttribute("aria-label")).toBe(
    "Phone mobile: differs. Server +49 1, Local +49 2. Changed on Local. Picked: Local, picked already.",
  );
  expect(row("phone[2]").getAttribute("aria-label")).toBe(
    "Phone work: only on the server. Server +49 3, Local nothing. Changed on Server. Picked: Server, picked already.",
  );
});

test("in German too", () => {
  words.speak("de", "de-DE");
  render(Rows, { rows, kind: "contact", pick: () => undefined });
  expect(row("phone[1]").getAttribute("aria-label")).toBe(
    "Telefon mobil: verschieden. Server +49 1, Lokal +49 2. Geändert: Lokal. Gewählt: Lokal, schon gewählt.",
  );
});

test("the labels stay with their sides when the sides are exchanged", () => {
  const swapped = rows.map((one) => ({ ...one, server: one.local, local: one.server }));
  render(Rows, { rows: swapped, kind: "contact", pick: () => undefined });
  const cells = within(row("title")).getAllByRole("radio");
  expect(cells.map((radio) => radio.getAttribute("aria-label"))).toEqual([
    "Server Director",
    "Local Head of sales",
  ]);
  expect(screen.getAllByRole("columnheader").map((head) => head.textContent?.trim())).toEqual([
    "Field",
    "Server",
    "Local",
    "Both",
  ]);
});

test("every mark stands beside its colour", () => {
  render(Rows, { rows, kind: "contact", equal: true });
  const marks = rows.map(({ key }) => [
    row(key).className.split(" ")[1],
    row(key).querySelector(".mark")?.textContent,
  ]);
  expect(marks).toEqual([
    ["equal", "="],
    ["differs", "≠"],
    ["differs", "≠"],
    ["single", "+"],
  ]);
  const changed = rows.map(({ key }) => [
    row(key).querySelector(".server .changed") !== null,
    row(key).querySelector(".local .changed") !== null,
  ]);
  expect(changed).toEqual([
    [false, false],
    [true, true],
    [false, true],
    [true, false],
  ]);
});

test("a pick is told, an equal row has none, and read-only rows have none at all", async () => {
  const picked = vi.fn();
  const view = render(Rows, { rows, kind: "contact", picks: NO_PICKS, pick: picked, equal: true });
  expect(within(row("name")).queryAllByRole("radio")).toHaveLength(0);
  await userEvent.click(within(row("title")).getByRole("radio", { name: "Local Director" }));
  expect(picked).toHaveBeenCalledExactlyOnceWith(rows[1], "local");
  await userEvent.click(within(row("phone[1]")).getByRole("radio", { name: "Keep both values" }));
  expect(picked).toHaveBeenLastCalledWith(rows[2], "both");
  await view.rerender({ picks: pick(NO_PICKS, rows[1] as Row, "local") });
  expect(row("title").getAttribute("aria-label")).toMatch(/Picked: Local\.$/);
  cleanup();
  render(Rows, { rows, kind: "contact" });
  expect(screen.queryAllByRole("radio")).toHaveLength(0);
});

test("two values that read alike and are not the same say so", () => {
  const name: Row = {
    ...(rows[1] as Row),
    key: "name",
    server: { text: "Jane Doe" },
    local: { text: "Jane Doe" },
  };
  render(Rows, { rows: [name, rows[2] as Row], kind: "contact", picks: NO_PICKS });
  expect(within(row("name")).getByText(/Reads alike/)).toBeTruthy();
  expect(within(row("phone[1]")).queryByText(/Reads alike/)).toBeNull();
});

test("equal rows are folded until asked for", async () => {
  render(Rows, { rows, kind: "contact" });
  expect(row("name")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  expect(row("name")).not.toBeNull();
});

test("columns of other names, as in the history", () => {
  render(Rows, { rows, kind: "contact", sides: { server: "Before", local: "After" } });
  expect(row("phone[2]").getAttribute("aria-label")).toBe(
    "Phone work: only in Before. Before +49 3, After nothing. Changed on Before.",
  );
});

test("a text of an item is never taken for HTML", () => {
  const hostile = "<img src=x onerror=alert(1)><b>bold</b>";
  const text: Row = {
    ...(rows[1] as Row),
    key: "text",
    server: { text: hostile },
    local: { text: `${hostile} more` },
  };
  render(Rows, { rows: [text], kind: "note" });
  expect(row("text").querySelector("img, b")).toBeNull();
  expect(row("text").querySelector(".server .words")?.textContent).toBe(hostile);
});

test("of long texts only what differs is shown, and the whole when asked", async () => {
  const long = (word: string) => `${"before ".repeat(60)}${word} ${"after ".repeat(60)}`.trim();
  const text: Row = {
    ...(rows[1] as Row),
    key: "text",
    server: { text: long("Monday") },
    local: { text: long("Friday") },
  };
  render(Rows, { rows: [text], kind: "note" });
  const local = () => row("text").querySelector(".local .words")?.textContent ?? "";
  expect(local().length).toBeLessThan(260);
  expect(row("text").querySelector(".local mark")?.textContent).toBe("Friday");
  await userEvent.click(screen.getByRole("button", { name: "Show the whole text" }));
  expect(local()).toBe(long("Friday"));
});
