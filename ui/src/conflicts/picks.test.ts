import { expect, test } from "vitest";
import type { Keep, Row } from "../backend/types";
import { whyNot, loss } from "./allowed";
import { fold } from "./fold";
import { changedOn, fate, fieldOf, nextOpen, open, pick, pickAll, takesBoth, tone, wire } from "./picks";

const none: ReadonlyMap<string, Keep> = new Map();

function row(key: string, is: Partial<Row> = {}): Row {
  const text = (value: string) => ({ text: value });
  return {
    key,
    label: key,
    verdict: "differs",
    changed: "both",
    outcome: "open",
    both: false,
    server: text("server's"),
    local: text("local"),
    base: null,
    ...is,
  };
}

const equal = row("name", { verdict: "equal", changed: "nobody", outcome: "same" });
const onlyServer = row("phone[1]", {
  verdict: "only-server",
  changed: "server",
  outcome: "server",
  local: null,
});
const onlyLocal = row("phone[2]", {
  verdict: "only-local",
  changed: "local",
  outcome: "local",
  server: null,
});
const oneSided = row("title", { changed: "local", outcome: "local" });
const text = row("text", { both: true, outcome: "merged" });
const apart = row("colour", { changed: "nobody", outcome: "apart" });
const red = row("company");
const rows = [equal, onlyServer, onlyLocal, oneSided, text, apart, red];

test.each([
  [equal, "same", "equal"],
  [onlyServer, "server", "single"],
  [onlyLocal, "local", "single"],
  [oneSided, "local", "differs"],
  [text, "both", "differs"],
  [apart, "apart", "differs"],
  [red, "open", "differs"],
])("a row comes picked unless both changed it: %#", (one, becomes, colour) => {
  expect(fate(one, none)).toBe(becomes);
  expect(tone(one)).toBe(colour);
});

test("a pick replaces what a row came with, and an equal row cannot be picked", () => {
  expect(fate(oneSided, pick(none, oneSided, "server"))).toBe("server");
  expect(fate(red, pick(none, red, "local"))).toBe("local");
  expect(pick(none, equal, "server")).toBe(none);
});

test("both is taken by lists and texts, and of a single value it is that value", () => {
  expect(takesBoth(red)).toBe(false);
  expect(pick(none, red, "both")).toBe(none);
  expect(fate(text, pick(none, text, "both"))).toBe("both");
  expect(fate(onlyServer, pick(none, onlyServer, "both"))).toBe("server");
  expect(fate(onlyLocal, pick(none, onlyLocal, "both"))).toBe("local");
});

test("one side everywhere leaves what that side never could hold", () => {
  const all = pickAll(rows, "server");
  expect(open(rows, all)).toEqual([]);
  expect(fate(apart, all)).toBe("apart");
  expect(wire(all).map((one) => one.key)).toEqual(["phone[1]", "phone[2]", "title", "text", "company"]);
});

test("the next open row is looked for round the end", () => {
  const another = row("birthday");
  const both = [red, equal, another];
  expect(nextOpen(both, none, "company")).toBe("birthday");
  expect(nextOpen(both, none, "birthday")).toBe("company");
  expect(nextOpen(both, none, null)).toBe("company");
  expect(nextOpen([red], none, "company")).toBe("company");
  expect(nextOpen([equal], none, null)).toBeNull();
});

test("equal rows are folded, but not one that has something to say", () => {
  const otherZone = row("when", {
    verdict: "equal",
    outcome: "same",
    local: { text: "14:00 Europe/Berlin", note: "other zone, same moment" },
  });
  expect(fold([...rows, otherZone], false)).toEqual({ shown: [...rows.slice(1), otherZone], equal: 1 });
  expect(fold(rows, true)).toEqual({ shown: rows, equal: 0 });
});

test("the triangle stands on the side that changed", () => {
  expect([changedOn(oneSided, "server"), changedOn(oneSided, "local")]).toEqual([false, true]);
  expect([changedOn(red, "server"), changedOn(red, "local")]).toEqual([true, true]);
  expect(fieldOf("phone[2]")).toBe("phone");
  expect(fieldOf("display-name")).toBe("display-name");
});

const side = { id: "1", changed_at: null, device: null, source: "" };
const asked = (is: object) => ({
  view: { case: "both-changed" as const, sides: { server: side, local: side }, rows, ...is },
  picks: none,
  chosen: null,
  similar: 0,
});

test("a button that cannot be pressed has a reason", () => {
  expect(whyNot("merge", asked({}))).toBe("open-rows");
  expect(whyNot("merge", { ...asked({}), picks: pick(none, red, "local") })).toBeNull();
  expect(whyNot("merge", asked({ sides: { server: null, local: side } }))).toBe("deleted-on-server");
  expect(whyNot("both", asked({ sides: { server: side, local: null } }))).toBe("deleted-here");
  expect(whyNot("new", asked({}))).toBe("not-candidates");
  expect(whyNot("new", asked({ case: "might-be-the-same" }))).toBeNull();
  expect(whyNot("ok", asked({}))).toBe("no-side-chosen");
  expect(whyNot("ok", { ...asked({}), chosen: "server" })).toBeNull();
  expect(whyNot("similar", asked({}))).toBe("no-similar");
  expect(whyNot("history", asked({ sides: { server: side, local: null } }))).toBe("no-history");
  expect(whyNot("skip", asked({}))).toBeNull();
  expect(whyNot("base", asked({}))).toBe("no-base");
  expect(whyNot("base", asked({ rows: [row("name", { base: { text: "before" } })] }))).toBeNull();
});

test("keeping one side says what goes on the other", () => {
  const gone = { sides: { server: null, local: side }, rows };
  expect(loss(gone, "server")).toEqual({ item: "local" });
  expect(loss(gone, "local")).toBeNull();
  const two = { sides: { server: side, local: side }, rows };
  expect(loss(two, "server")).toEqual({ values: "local", rows: 4 });
  expect(loss(two, "local")).toEqual({ values: "server", rows: 4 });
  expect(loss({ ...two, rows: [equal] }, "local")).toBeNull();
});
