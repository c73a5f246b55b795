import type { Backend } from "..";
import type { ConflictView, Keep, Outcome, Row } from "../types";
import { changed, failure, stateOf, step, type World } from "./world";

type Answers = Pick<Backend, "conflicts" | "conflict" | "conflictWithPicks" | "decide" | "conflictPicture">;

export function conflictAnswers(world: World): Answers {
  const find = (id: number): ConflictView => {
    const found = world.conflicts.find((conflict) => conflict.id === id);
    if (!found) throw failure("unknown", "this conflict is gone", "It was decided elsewhere.", String(id));
    return found;
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
    conflict: async (id) => structuredClone(find(id)),
    async conflictWithPicks(id, picks) {
      const kept = new Map(picks.map((pick) => [pick.key, pick.keep]));
      return find(id).rows.map((row) => withPick(row, kept.get(row.key)));
    },
    async decide(id) {
      const { account } = find(id);
      await step(world);
      world.conflicts = world.conflicts.filter((conflict) => conflict.id !== id);
      stateOf(world, account).conflicts -= 1;
      changed(world);
      return { pass: null, failure: null };
    },
    conflictPicture: async () => null,
  };
}

function withPick(row: Row, keep: Keep | undefined): Row {
  if (keep === undefined) return structuredClone(row);
  const outcome: Outcome = keep === "both" ? "apart" : keep;
  return { ...structuredClone(row), outcome };
}
