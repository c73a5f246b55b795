import { expect, test } from "vitest";
import { kindReport } from "../backend/demo/samples/accounts";
import type { Line, Report } from "../backend/types";
import { needsNothing, needsOf, wasCancelled } from "./needs";
import { isEmpty, leaveOut, nameOf, planOf } from "./plan";

const line = (title: string, what: Line["what"], ids: Partial<Line> = {}): Line => ({
  title,
  what,
  server_id: null,
  local_id: null,
  why: "",
  rows: [],
  ...ids,
});

const reportOf = (kinds: Report["kinds"]): Report => ({
  account: "Work",
  pass: null,
  started: 0,
  ended: 0,
  kinds,
  failure: null,
  requests: 0,
  bytes: 0,
});

test("a plan is sorted by side and deed, this computer first and deletions last", () => {
  const lines = [
    line("a", { written: { side: "server", deed: "added" } }),
    line("b", { written: { side: "local", deed: "deleted" } }),
    line("c", { written: { side: "local", deed: "added" } }),
    line("d", { asked: "both-changed" }),
    line("e", "linked"),
    line("f", { written: { side: "local", deed: "added" } }),
  ];
  const [plan] = planOf(reportOf([kindReport("contact", { lines })]));
  expect(
    plan?.actions.map(({ side, deed, lines }) => [side, deed, lines.map((one) => one.title).join("")]),
  ).toEqual([
    ["local", "added", "cf"],
    ["local", "deleted", "b"],
    ["server", "added", "a"],
  ]);
  expect(plan?.asked.map(({ which }) => which)).toEqual(["both-changed"]);
  expect(plan?.linked).toBe(1);
});

test("a kind that failed is shown although it has no lines", () => {
  const failure = { code: "missing", message: "", hint: "", about: "" };
  const [empty, failed] = planOf(reportOf([kindReport("task"), kindReport("note", { failure })]));
  expect([empty && isEmpty(empty), failed && isEmpty(failed)]).toEqual([true, false]);
});

test("an item is left out by the id it has on the server, else by the one here", () => {
  const both = line("x", "linked", { server_id: "s", local_id: "l" });
  const here = line("x", "linked", { local_id: "l" });
  expect(leaveOut("task", both)).toEqual({ kind: "task", side: "server", id: "s" });
  expect(leaveOut("task", here)).toEqual({ kind: "task", side: "local", id: "l" });
  expect(leaveOut("task", line("x", "linked"))).toBeNull();
  expect(nameOf("task", both)).not.toBe(nameOf("task", here));
});

test("kinds that fail for one reason are told once, and stopping it oneself is no failure", () => {
  const failure = { code: "unreachable", message: "no answer", hint: "", about: "mail.example.com" };
  const kinds = [kindReport("task", { failure }), kindReport("note", { failure })];
  expect(needsOf({ report: reportOf(kinds), failure: null }).failures).toEqual([
    { failure, kinds: ["task", "note"] },
  ]);
  const apart = [
    kindReport("task", { failure }),
    kindReport("note", { failure: { ...failure, about: "x" } }),
  ];
  expect(needsOf({ report: reportOf(apart), failure: null }).failures).toEqual([
    { failure: { ...failure, about: "" }, kinds: ["task", "note"] },
  ]);

  const stopped = { report: null, failure: { ...failure, code: "cancelled" } };
  expect(needsNothing(needsOf(stopped))).toBe(true);
  expect(wasCancelled(stopped)).toBe(true);
});
