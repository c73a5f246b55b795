// A preview as a list to choose from: the plan by kind and by what is done, and what was left out of it.
import type { ConflictCase, Deed, Kind, KindReport, LeaveOut, Line, Report, Side } from "../backend/types";

/** The lines of one kind that do the same to the same side. */
export interface Action {
  side: Side;
  deed: Deed;
  lines: Line[];
}

export interface KindPlan {
  kind: Kind;
  actions: Action[];
  asked: { line: Line; which: ConflictCase }[];
  linked: number;
  report: KindReport;
}

const SIDES: readonly Side[] = ["local", "server"];
const DEEDS: readonly Deed[] = ["added", "changed", "merged", "deleted"];

export function planOf(report: Report): KindPlan[] {
  return report.kinds.map((kind) => {
    const written = (side: Side, deed: Deed) =>
      kind.lines.filter((line) => {
        const what = writing(line);
        return what?.side === side && what.deed === deed;
      });
    return {
      kind: kind.kind,
      actions: SIDES.flatMap((side) =>
        DEEDS.map((deed) => ({ side, deed, lines: written(side, deed) })),
      ).filter((action) => action.lines.length > 0),
      asked: kind.lines.flatMap((line) =>
        typeof line.what === "object" && "asked" in line.what ? [{ line, which: line.what.asked }] : [],
      ),
      linked: Math.max(kind.linked, kind.lines.filter((line) => line.what === "linked").length),
      report: kind,
    };
  });
}

export function writing(line: Line): { side: Side; deed: Deed } | null {
  return typeof line.what === "object" && "written" in line.what ? line.what.written : null;
}

/** Whether there is anything to see of this kind. */
export function isEmpty(plan: KindPlan): boolean {
  return plan.actions.length + plan.asked.length + plan.linked === 0 && !plan.report.failure;
}

/** How a pass is told to leave a line alone: by the id on the side it has one. */
export function leaveOut(kind: Kind, line: Line): LeaveOut | null {
  if (line.server_id !== null) return { kind, side: "server", id: line.server_id };
  return line.local_id === null ? null : { kind, side: "local", id: line.local_id };
}

/** One name for a line, to remember whether it was left out. */
export function nameOf(kind: Kind, line: Line): string {
  return `${kind}/${line.server_id ?? ""}/${line.local_id ?? ""}`;
}
