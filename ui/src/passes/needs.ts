// What a pass that is over needs of the person, if anything: failures, stops of the guard, conflicts.
import type { Failure, KindReport, Report } from "../backend/types";
import type { Run } from "./run.svelte";

export interface Needs {
  /** Distinct: kinds that fail for the same reason are told once. Having stopped it oneself is no failure. */
  failures: Failure[];
  guards: KindReport[];
  conflicts: number;
}

export function needsOf(run: Pick<Run, "report" | "failure">): Needs {
  const failures = [run.failure, ...(run.report ? failuresOf(run.report) : [])];
  return {
    failures: distinct(failures).filter((failure) => failure.code !== "cancelled"),
    guards: run.report?.kinds.filter((kind) => kind.guard) ?? [],
    conflicts: run.report?.kinds.reduce((sum, kind) => sum + kind.conflicts, 0) ?? 0,
  };
}

export function failuresOf(report: Report): Failure[] {
  return distinct([report.failure, ...report.kinds.map((kind) => kind.failure)]);
}

export function needsNothing(needs: Needs): boolean {
  return needs.failures.length + needs.guards.length + needs.conflicts === 0;
}

export const wasCancelled = (run: Pick<Run, "report" | "failure">): boolean =>
  [run.failure, ...(run.report ? failuresOf(run.report) : [])].some(
    (failure) => failure?.code === "cancelled",
  );

function distinct(failures: (Failure | null)[]): Failure[] {
  const seen = new Map<string, Failure>();
  for (const failure of failures)
    if (failure) seen.set([failure.code, failure.message, failure.about].join("\n"), failure);
  return [...seen.values()];
}
