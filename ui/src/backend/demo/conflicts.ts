import type { Backend } from "..";
import type { ConflictView, Decision, Keep, Pick as Picked, Row } from "../types";
import { said } from "./said";
import { against } from "./samples/conflicts";
import { portrait } from "./samples/pictures";
import { changed, failure, offline, stateOf, step, type World } from "./world";

type Answers = Pick<Backend, "conflicts" | "conflict" | "conflictWithPicks" | "decide" | "conflictPicture">;

export function conflictAnswers(world: World): Answers {
  const find = (id: number): ConflictView => {
    const found = world.conflicts.find((conflict) => conflict.id === id);
    if (!found)
      throw failure(
        "unknown",
        said("there is no open conflict {number}", { number: String(id) }),
        said("See the conflicts that wait with: smsync conflicts"),
        String(id),
      );
    return found;
  };
  const compared = (id: number, candidate?: string): ConflictView => {
    const view = find(id);
    const chosen = view.candidates.find((one) => one.id === candidate);
    return chosen && chosen.id !== view.sides.local?.id ? against(view, chosen) : view;
  };
  return {
    async conflicts() {
      await step(world);
      return world.conflicts.map(({ id, account, kind, case: which, title, opened, rows }) => ({
        id,
        account,
        kind,
        case: which,
        title,
        opened,
        differing: rows.filter((row) => row.verdict !== "equal").length,
        decided: world.decided.has(id),
      }));
    },
    conflict: async (id, candidate) => structuredClone(compared(id, candidate)),
    conflictWithPicks: async (id, picks, candidate) => withPicks(compared(id, candidate).rows, picks),
    async decide(id, decision, candidate) {
      const view = compared(id, candidate);
      check(view, decision);
      await step(world);
      if (world.options.failing) {
        world.decided.add(id);
        changed(world);
        return { pass: null, failure: offline(view.account) };
      }
      if (overtakes(world, view)) {
        changed(world);
        return { pass: null, failure: null };
      }
      world.conflicts = world.conflicts.filter((conflict) => conflict.id !== id);
      stateOf(world, view.account).conflicts -= 1;
      const pass = record(world, view);
      changed(world);
      return { pass, failure: null };
    },
    async conflictPicture(id, side) {
      const row = find(id).rows.find((one) => one.key === "photo");
      const picture = row?.[side]?.picture;
      return picture ? portrait(picture.digest, side === "local" ? 480 : 320) : null;
    },
  };
}

/** As the program does: a merge is taken only where nothing is left open. */
function check(view: ConflictView, decision: Decision): void {
  if (typeof decision === "string" || "keep" in decision || "quietly" in decision) return;
  if (view.sides.server === null || view.sides.local === null)
    throw failure(
      "usage",
      said("one side deleted the item, so there is nothing to merge"),
      said("Keep the server's or the local side."),
      view.title,
    );
  const open = withPicks(view.rows, decision.merge).filter((row) => row.outcome === "open");
  if (open.length === 0) return;
  const named = open.map((row) => row.label).join(", ");
  throw failure(
    "usage",
    said("not everything is decided yet: {open}", { open: named }),
    said("Pick the server's or the local value for each of them."),
    view.title,
  );
}

function withPicks(rows: readonly Row[], picks: readonly Picked[]): Row[] {
  const kept = new Map(picks.map((pick) => [pick.key, pick.keep]));
  return rows.map((row) => withPick(row, kept.get(row.key)));
}

/** The row without the text a merge made. */
function without(row: Row): Row {
  const plain = structuredClone(row);
  delete plain.result;
  return plain;
}

function withPick(row: Row, keep: Keep | undefined): Row {
  if (keep === undefined || row.verdict === "equal") return structuredClone(row);
  if (keep !== "both") return { ...without(row), outcome: keep };
  const both =
    row.result ??
    (row.key.includes("[") ? null : { text: `${row.server?.text ?? ""}\n${row.local?.text ?? ""}` });
  return { ...structuredClone(row), outcome: "merged", ...(both ? { result: both } : {}) };
}

/** Where the demonstration was asked to be quicker than the person: the server's item changed since it was shown, once. */
function overtakes(world: World, view: ConflictView): boolean {
  if (!world.options.overtaken || !view.sides.server) return false;
  world.options = { ...world.options, overtaken: false };
  const newest = Math.max(...world.conflicts.map((conflict) => conflict.id)) + 1;
  world.conflicts = world.conflicts.map((conflict) => {
    if (conflict.id !== view.id) return conflict;
    const open = conflict.rows.find((row) => row.outcome === "open")?.key;
    const rows = conflict.rows.map((row) =>
      row.key === open ? { ...row, server: { ...row.server, text: `${row.server?.text ?? ""} (2)` } } : row,
    );
    return { ...conflict, id: newest, opened: Date.now(), rows };
  });
  return true;
}

/** The decision as a pass of its own in the history, so that it can be undone. */
function record(world: World, view: ConflictView): number {
  const pass = Math.max(0, ...world.passes.map((known) => known.id)) + 1;
  const now = Date.now();
  world.passes = [
    { id: pass, account: view.account, started: now - 400, ended: now, report: null },
    ...world.passes,
  ];
  world.changes = [
    {
      id: Math.max(0, ...world.changes.map((change) => change.id)) + 1,
      pass,
      kind: view.kind,
      side: "local",
      deed: "merged",
      title: view.title,
      reason: said("as you decided"),
      server_id: view.sides.server?.id ?? null,
      local_id: view.sides.local?.id ?? null,
      has_before: true,
      has_after: true,
      undone_by: null,
    },
    ...world.changes,
  ];
  return pass;
}
