import { describe, expect, test } from "vitest";
import type { AccountSummary } from "./types/AccountSummary";
import type { PassSummary } from "./types/PassSummary";
import { ago, passLine, standing, written } from "./words";

const none = { added: 0, changed: 0, deleted: 0, merged: 0 };
const contacts = {
  kind: "contact" as const,
  server: none,
  local: none,
  linked: 0,
  conflicts: 0,
  held: [],
  wouldDelete: null,
  failure: null,
  notes: [],
};
const quiet: PassSummary = { started: 0, ended: 400, requests: 2, kinds: [contacts], failure: null };
const failure = { code: "sign-in", message: "no", hint: "", about: "" };
const account: AccountSummary = {
  name: "Work",
  url: "https://mail.example.com",
  email: "alice@example.com",
  kinds: ["contact"],
  conflicts: 0,
  held: 0,
  lastPass: quiet,
  wasCutOff: false,
};

describe("an account's standing", () => {
  const cases: [string, Partial<AccountSummary>, string, RegExp][] = [
    ["is good after a quiet pass", {}, "good", /^In sync · just now$/],
    ["is quiet before the first pass", { lastPass: null }, "quiet", /^Not synchronized yet$/],
    ["asks for attention to one conflict", { conflicts: 1 }, "warn", /^1 conflict waits for you$/],
    ["asks for attention to conflicts", { conflicts: 3 }, "warn", /^3 conflicts wait for you$/],
    ["tells of items left alone", { held: 2 }, "warn", /^2 items were left/],
    ["is bad after a failure", { lastPass: { ...quiet, failure } }, "bad", /failed/],
    [
      "is bad when one kind failed",
      { lastPass: { ...quiet, kinds: [{ ...contacts, failure }] } },
      "bad",
      /failed/,
    ],
    [
      "tells of deletions held back",
      { lastPass: { ...quiet, kinds: [{ ...contacts, wouldDelete: 60 }] } },
      "warn",
      /deleting/,
    ],
    ["says when a pass was cut off", { lastPass: null, wasCutOff: true }, "warn", /cut off/],
  ];
  test.each(cases)("%s", (_, change, mood, words) => {
    const stands = standing({ ...account, ...change }, 500);
    expect(stands.mood).toBe(mood);
    expect(stands.words).toMatch(words);
  });
});

test("a pass is summed up in one line", () => {
  expect(passLine(quiet)).toBe("Nothing to do · 2 requests, 0.4 s");
  const busy = { ...contacts, server: { ...none, added: 2 }, local: { ...none, added: 3, merged: 1 } };
  expect(passLine({ ...quiet, requests: 1, kinds: [busy, contacts] })).toBe(
    "4 received, 2 sent · 1 request, 0.4 s",
  );
});

test("what was written is told without zeros", () => {
  expect(written({ added: 3, changed: 0, merged: 1, deleted: 2 })).toBe("3 added, 1 merged, 2 deleted");
  expect(written(none)).toBe("");
});

test("times are told as a person would", () => {
  const minute = 60_000;
  expect(ago(0, minute - 1)).toBe("just now");
  expect(ago(0, minute)).toBe("1 minute ago");
  expect(ago(0, 119 * minute)).toBe("1 hour ago");
  expect(ago(Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 3))).toMatch(/2026/);
});
