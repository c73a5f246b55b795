import { beforeEach, expect, test, vi } from "vitest";
import { App } from "../app/app.svelte";
import type { Backend } from "../backend";
import { demo } from "../backend/demo";
import type { ConflictSummary } from "../backend/types";
import { words } from "../words/index.svelte";
import { Docket } from "./docket.svelte";
import { pick, NO_PICKS } from "./picks";
import { sentence } from "./sentence";
import { tongue } from "./tongue.svelte";

beforeEach(() => words.speak("en", "en-GB"));

async function opened(options: Parameters<typeof demo>[0] = {}, at = 0) {
  const backend: Backend = demo({ conflicts: 20, ...options });
  const decide = vi.spyOn(backend, "decide");
  const app = new App(backend);
  const queue = await backend.conflicts();
  const close = vi.fn();
  const docket = new Docket(app, queue, queue[at]?.id ?? 0, close);
  await vi.waitFor(() => expect(docket.review).not.toBeNull());
  const review = () => {
    if (!docket.review) throw new Error("a conflict is shown");
    return docket.review;
  };
  return { backend, app, docket, decide, close, review, queue };
}

const ids = (list: ConflictSummary[]) => list.map((one) => one.id);

test("skipping decides nothing, and the same is asked again exactly once", async () => {
  const { backend, docket, decide, queue } = await opened();
  docket.skip();
  expect(docket.index).toBe(1);
  expect(decide).not.toHaveBeenCalled();
  expect(ids(await backend.conflicts())).toEqual(ids(queue));
});

test("skipping the last one closes the dialog", async () => {
  const { docket, close } = await opened({ conflicts: 1 });
  docket.skip();
  expect(close).toHaveBeenCalledOnce();
});

test("a merge carries the picks, is told, and can be undone", async () => {
  const { docket, decide, review } = await opened();
  for (const row of review().open) review().pick(row, "local");
  expect(review().open).toEqual([]);
  await docket.decide(review().merge);
  expect(decide).toHaveBeenCalledExactlyOnceWith(
    1,
    {
      merge: [
        { key: "company", keep: "local" },
        { key: "phone[1]", keep: "local" },
      ],
    },
    undefined,
  );
  expect(docket.notice).toMatchObject({ what: "done", title: "Grace Okafor" });
  expect(docket.notice?.what === "done" && docket.notice.pass).toBeTruthy();
  expect(docket.index).toBe(1);
});

test("a merge with an open row is refused, and the person is where they were", async () => {
  const { docket, review } = await opened();
  await docket.decide(review().merge);
  expect(docket.failure?.code).toBe("usage");
  expect(docket.index).toBe(0);
  expect(docket.settled).toEqual([]);
});

test("what cannot be carried out now waits, and says so", async () => {
  const { docket } = await opened({ failing: true });
  await docket.decide({ keep: "server" });
  expect(docket.notice).toMatchObject({ what: "waits", failure: { code: "unreachable" } });
});

test("an edit that was quicker makes a new case that says what changed since one looked", async () => {
  const { docket, review } = await opened({ overtaken: true });
  const before = review().view.id;
  await docket.decide({ keep: "server" });
  expect(docket.settled).toEqual([]);
  expect(review().view.id).not.toBe(before);
  expect(docket.notice).toMatchObject({
    what: "changed",
    news: [{ side: "server", text: "Kite Software (2)", now: "there" }],
  });
  await docket.decide({ keep: "server" });
  expect(docket.notice?.what).toBe("done");
});

test("New is the decision new, for the candidate that was looked at", async () => {
  const { docket, decide, review } = await opened({}, 3);
  const second = review().view.candidates[1];
  if (!second) throw new Error("there are several candidates");
  const before = review().view.rows.map((row) => row.verdict);
  review().pick(review().open[0] ?? (review().rows[0] as never), "server");
  await review().compareWith(second.id);
  expect(review().view.rows.map((row) => row.verdict)).not.toEqual(before);
  expect(review().picks.size).toBe(0);
  await docket.decide("new");
  expect(decide).toHaveBeenCalledExactlyOnceWith(4, "new", second.id);
});

test("one decision for all of a sort leaves those that cannot be merged", async () => {
  const { docket, decide, review } = await opened({ conflicts: 60 });
  expect(docket.similar(review().view)).toHaveLength(2);
  for (const row of review().open) review().pick(row, "both");
  for (const row of review().open) review().pick(row, "server");
  await docket.applyToAll("merge");
  expect(decide).toHaveBeenCalledTimes(3);
  expect(docket.notice).toEqual({ what: "several", done: 1, left: 2 });
});

test("the count stays true while one goes through them", async () => {
  const { docket } = await opened({ conflicts: 3 });
  await docket.decide({ keep: "local" });
  expect([docket.index + 1, docket.queue.length]).toEqual([2, 3]);
  expect(docket.beside(-1)).toBe(-1);
});

test.each(["en", "de"] as const)("every kind in every case is said in words: %s", async (language) => {
  words.speak(language, language);
  const { backend, queue } = await opened();
  const seen = new Set<string>();
  for (const { id, kind, case: which } of queue) {
    seen.add(`${kind} ${which}`);
    const view = await backend.conflict(id);
    const sides = { server: words.conflicts.server, local: words.conflicts.local };
    expect(words.conflicts.cases[which]).toBeTruthy();
    expect(words.conflicts.why[which]).toBeTruthy();
    for (const row of view.rows) {
      const picks = row.verdict === "equal" ? NO_PICKS : pick(NO_PICKS, row, "local");
      const said = sentence(row, kind, sides, picks, tongue(), words.conflicts);
      expect(said).not.toMatch(/undefined|null|\[object/);
      expect(said).toContain(":");
      if (row.verdict !== "equal") expect(said).toContain(sides.server);
    }
  }
  expect(seen.size).toBe(20);
});

test("nobody is told where something is made anew on the server, if that is wanted, and there alone", async () => {
  const { docket, decide, review, queue } = await opened();
  const at = (which: string) =>
    queue.find((one) => one.kind === "appointment" && one.case === which)?.id ?? 0;
  const there = at("changed-here-deleted-there");
  await docket.go(queue.findIndex((one) => one.id === there));
  await vi.waitFor(() => expect(docket.review?.view.id).toBe(there));
  review().quiet = true;
  expect(review().sent({ keep: "server" })).toEqual({ keep: "server" });
  await docket.decide({ keep: "local" });
  expect(decide).toHaveBeenLastCalledWith(there, { quietly: { keep: "local" } }, undefined);
});

test("an invitation that was sent is not made quiet, a second one is", async () => {
  const { review } = await opened({}, 1);
  expect(review().view).toMatchObject({ kind: "appointment", case: "both-changed" });
  review().quiet = true;
  const { merge } = review();
  for (const decision of [merge, { keep: "local" }, { keep: "server" }] as const)
    expect(review().sent(decision)).toBe(decision);
  expect(review().sent("both")).toEqual({ quietly: "both" });
});
