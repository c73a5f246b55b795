import { beforeEach, describe, expect, test } from "vitest";
import { kindReport, newAccount } from "../backend/demo/samples/accounts";
import type { AccountState, Counts, Failure, KindReport, Report } from "../backend/types";
import { KINDS } from "../backend/types";
import { words } from "../words/index.svelte";
import { outcome, passLine, standing, written } from "./inWords";

const NOW = 1_795_600_000_000;
const NONE: Counts = { added: 0, changed: 0, deleted: 0, merged: 0 };
const refused: Failure = {
  code: "sign-in",
  message: "the password is wrong",
  hint: "Type it again.",
  about: "Work",
};

beforeEach(() => words.speak("en", "en-GB"));

function reportOf(kinds: KindReport[], told: Partial<Report> = {}): Report {
  const started = NOW - 61_000;
  return {
    account: "Work",
    pass: 1,
    started,
    ended: started + 1_000,
    kinds,
    failure: null,
    requests: 4,
    bytes: 9,
    ...told,
  };
}

function stateOf(told: Partial<AccountState>): AccountState {
  return {
    account: newAccount("Work", "https://mail.example.com", "anna@example.com"),
    conflicts: 0,
    held: 0,
    last_pass: NOW - 60_000,
    last_report: reportOf(KINDS.map((kind) => kindReport(kind))),
    was_cut_off: false,
    changes_to_send: false,
    running: false,
    ...told,
  };
}

describe("what came of a pass", () => {
  const failed = KINDS.map((kind) => kindReport(kind, { failure: refused }));

  test.each<[string, Report, string]>([
    ["nothing differed", reportOf([kindReport("contact")]), "Nothing to do"],
    ["only a conflict was found", reportOf([kindReport("contact", { conflicts: 1 })]), "Nothing else to do"],
    ["it failed as a whole", reportOf([], { failure: refused }), "Nothing was synchronized"],
    ["every kind failed", reportOf(failed), "Nothing was synchronized"],
    [
      "one kind failed, the others had nothing to do",
      reportOf([failed[0] as KindReport, kindReport("note")]),
      "Contacts failed",
    ],
    [
      "both directions",
      reportOf([
        kindReport("contact", {
          written: { server: { ...NONE, added: 2 }, local: { ...NONE, merged: 1, deleted: 1 } },
        }),
      ]),
      "2 received, 2 sent",
    ],
    [
      "the first pass found the same on both sides",
      reportOf([kindReport("task", { linked: 9 })]),
      "9 recognised as the same",
    ],
    [
      "the guard stopped it",
      reportOf([kindReport("task", { guard: { deletions: { server: 0, local: 9 }, total: 9, titles: [] } })]),
      "Nothing was synchronized",
    ],
  ])("%s", (_, report, said) => expect(outcome(report)).toBe(said));

  test("a pass in which every kind failed never says there was nothing to do, in any language", () => {
    for (const language of ["en", "de"] as const) {
      words.speak(language, language);
      expect(passLine(reportOf(failed))).not.toContain(words.passes.nothingToDo);
    }
  });

  test("the line says what it cost", () => {
    expect(passLine(reportOf([kindReport("contact")]))).toBe("Nothing to do · 4 requests, 1 sec");
  });

  test("what was written is listed without what was not", () => {
    expect(written({ added: 3, changed: 0, deleted: 1, merged: 0 })).toBe("3 added, 1 deleted");
    expect(written(NONE)).toBe("");
  });
});

describe("how an account stands", () => {
  const guard = { deletions: { server: 0, local: 9 }, total: 9, titles: [] };

  test.each<[string, Partial<AccountState>, string, string]>([
    ["in sync", {}, "good", "In sync · 1 minute ago"],
    ["new", { last_pass: null, last_report: null }, "quiet", "Not synchronized yet"],
    ["cut off", { was_cut_off: true, conflicts: 2 }, "warn", "The last pass was cut off"],
    ["failed", { last_report: reportOf([], { failure: refused }) }, "bad", "The last pass failed"],
    [
      "failed in part",
      { last_report: reportOf([kindReport("contact"), kindReport("note", { failure: refused })]) },
      "bad",
      "Failed: Notes",
    ],
    [
      "stopped",
      { last_report: reportOf([kindReport("task", { guard })]) },
      "warn",
      "Stopped before deleting many items",
    ],
    ["one conflict", { conflicts: 1 }, "warn", "1 conflict waits for you"],
    ["held items", { held: 3 }, "warn", "3 items were left as they were"],
    ["to send", { changes_to_send: true }, "send", "Changes made here wait to be sent"],
  ])("%s", (_, told, mood, said) =>
    expect(standing(stateOf(told), false, NOW)).toMatchObject({ mood, words: said }),
  );

  test("it says whether that is about the conflicts, or only beside them", () => {
    expect(standing(stateOf({ conflicts: 4 }), false, NOW).conflicts).toBe(true);
    expect(standing(stateOf({ conflicts: 4, was_cut_off: true }), false, NOW).conflicts).toBeUndefined();
  });

  test("while a pass runs, that is said before anything else", () => {
    expect(standing(stateOf({ conflicts: 4 }), true, NOW).mood).toBe("busy");
  });
});
