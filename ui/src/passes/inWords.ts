// What a pass did, in words; and how an account stands after it.
import type { AccountState, Counts, Kind, KindReport, Report, Side } from "../backend/types";
import { ago, list, seconds, series } from "../words/format";
import { words } from "../words/index.svelte";

export type Mood = "good" | "warn" | "bad" | "quiet" | "send" | "busy";

export interface Standing {
  mood: Mood;
  words: string;
  /** Whether the words are about the conflicts that wait. */
  conflicts?: true;
}

/** How an account stands: what matters most of it. */
export function standing(state: AccountState, running: boolean, now: number): Standing {
  const say = words.passes.standing;
  const report = state.last_report;
  if (running) return { mood: "busy", words: say.running };
  if (state.was_cut_off) return { mood: "warn", words: say.cutOff };
  if (state.last_pass === null) return { mood: "quiet", words: say.never };
  if (report && failedWhole(report)) return { mood: "bad", words: say.failed };
  const failed = report ? failedKinds(report) : [];
  if (failed.length > 0) return { mood: "bad", words: say.partlyFailed(list(names(failed))) };
  if (report?.kinds.some((kind) => kind.guard)) return { mood: "warn", words: say.guard };
  if (state.conflicts > 0) {
    return { mood: "warn", words: say.conflicts(state.conflicts), conflicts: true };
  }
  if (state.held > 0) return { mood: "warn", words: say.held(state.held) };
  if (state.changes_to_send) return { mood: "send", words: say.toSend };
  return { mood: "good", words: `${say.inSync} · ${ago(state.last_pass, now)}` };
}

/** Nothing at all came of this pass: it failed as a whole, or every kind of it did. */
export function failedWhole(report: Report): boolean {
  return report.failure !== null || (report.kinds.length > 0 && report.kinds.every((kind) => kind.failure));
}

export function failedKinds(report: Report): Kind[] {
  return report.kinds.filter((kind) => kind.failure).map((kind) => kind.kind);
}

/** What a pass wrote on one side: “3 added, 1 changed”, or nothing. */
export function written(counts: Counts): string {
  const say = words.passes.written;
  const deeds = ["added", "changed", "merged", "deleted"] as const;
  return series(deeds.filter((deed) => counts[deed] > 0).map((deed) => say[deed](counts[deed])));
}

/** How many items a pass wrote on one side. */
export function total(report: Report, side: Side): number {
  return report.kinds.reduce((sum, kind) => sum + totalOf(kind.written[side]), 0);
}

export const totalOf = (counts: Counts): number =>
  counts.added + counts.changed + counts.deleted + counts.merged;

/** Whether anything is to be told of this kind beyond “nothing to do”. */
export function eventful(kind: KindReport): boolean {
  return totalOf(kind.written.server) + totalOf(kind.written.local) + kind.linked > 0;
}

/** One sentence for a whole pass. */
export function passLine(report: Report): string {
  const cost = `${words.passes.requests(report.requests)}, ${seconds(report.ended - report.started)}`;
  return `${outcome(report)} · ${cost}`;
}

/** What came of a pass. A failure is never called “nothing to do”. */
export function outcome(report: Report): string {
  if (failedWhole(report)) return words.passes.nothingDone;
  const linked = report.kinds.reduce((sum, kind) => sum + kind.linked, 0);
  const [received, sent] = [total(report, "local"), total(report, "server")];
  const failed = failedKinds(report);
  const parts = [
    ...(received > 0 ? [words.passes.received(received)] : []),
    ...(sent > 0 ? [words.passes.sent(sent)] : []),
    ...(linked > 0 ? [words.passes.linked(linked)] : []),
    ...(failed.length > 0 ? [words.passes.partFailed(list(names(failed)))] : []),
  ];
  if (parts.length > 0) return series(parts);
  if (report.kinds.some((kind) => kind.guard)) return words.passes.nothingDone;
  const asks = report.kinds.some((kind) => kind.conflicts > 0);
  return asks ? words.passes.nothingElseToDo : words.passes.nothingToDo;
}

export const names = (kinds: Kind[]): string[] => kinds.map((kind) => words.shell.kind[kind]);
