// What a pass that is over needs of the person, if anything: failures, stops of the guard, conflicts.
import type { Failure, Kind, KindReport, Report } from "../backend/types";
import { inEnglish } from "../words/say";
import type { Run } from "./run.svelte";

/** A failure, told once however many kinds it struck. */
export interface Failed {
  failure: Failure;
  /** Empty where it struck the pass as a whole. */
  kinds: Kind[];
}

export interface Needs {
  /** Having stopped it oneself is no failure. */
  failures: Failed[];
  guards: KindReport[];
  conflicts: number;
}

export function needsOf(run: Pick<Run, "report" | "failure">): Needs {
  return {
    failures: allOf(run).filter(({ failure }) => failure.code !== "cancelled"),
    guards: run.report?.kinds.filter((kind) => kind.guard) ?? [],
    conflicts: run.report?.kinds.reduce((sum, kind) => sum + kind.conflicts, 0) ?? 0,
  };
}

export function failuresOf(report: Report): Failed[] {
  const kinds = report.kinds.map(({ kind, failure }) => ({ failure, kinds: [kind] }));
  return distinct([{ failure: report.failure, kinds: [] }, ...kinds]);
}

function allOf({ report, failure }: Pick<Run, "report" | "failure">): Failed[] {
  return distinct([{ failure, kinds: [] }, ...(report ? failuresOf(report) : [])]);
}

export function needsNothing(needs: Needs): boolean {
  return needs.failures.length + needs.guards.length + needs.conflicts === 0;
}

export const wasCancelled = (run: Pick<Run, "report" | "failure">): boolean =>
  allOf(run).some(({ failure }) => failure.code === "cancelled");

/** Kinds that fail for the same reason are told together; where each has an address of its own, none is named. */
function distinct(failures: { failure: Failure | null; kinds: Kind[] }[]): Failed[] {
  const seen = new Map<string, Failed>();
  for (const { failure, kinds } of failures) {
    if (!failure) continue;
    const key = `${failure.code}\n${inEnglish(failure.message)}`;
    const known = seen.get(key);
    if (!known) seen.set(key, { failure, kinds });
    else
      seen.set(key, {
        failure: known.failure.about === failure.about ? known.failure : { ...known.failure, about: "" },
        kinds: known.kinds.length > 0 ? [...known.kinds, ...kinds] : [],
      });
  }
  return [...seen.values()];
}
