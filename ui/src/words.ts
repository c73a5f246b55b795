// Every word the windows show that depends on data. Plain functions of what they say, so that a test can read them.
import type { AccountSummary } from "./types/AccountSummary";
import type { Kind } from "./types/Kind";
import type { PassSummary } from "./types/PassSummary";
import type { Written } from "./types/Written";

export const KINDS: readonly Kind[] = ["contact", "appointment", "task", "note"];

export const kindNames: Record<Kind, string> = {
  contact: "Contacts",
  appointment: "Appointments",
  task: "Tasks",
  note: "Notes",
};

/** How an account stands: the dot's colour, and the line beside it. */
export interface Standing {
  mood: "good" | "warn" | "bad" | "quiet";
  words: string;
}

export function standing(account: AccountSummary, now: number): Standing {
  const pass = account.lastPass;
  if (account.wasCutOff)
    return { mood: "warn", words: "The last pass was cut off. Synchronize again; nothing is lost." };
  if (!pass) return { mood: "quiet", words: "Not synchronized yet" };
  if (pass.failure || pass.kinds.some((kind) => kind.failure))
    return { mood: "bad", words: "The last pass failed" };
  if (pass.kinds.some((kind) => kind.wouldDelete !== null))
    return { mood: "warn", words: "Stopped before deleting many items" };
  if (account.conflicts > 0)
    return { mood: "warn", words: `${count(account.conflicts, "conflict waits", "conflicts wait")} for you` };
  if (account.held > 0)
    return { mood: "warn", words: `${count(account.held, "item was", "items were")} left as they were` };
  return { mood: "good", words: `In sync · ${ago(pass.ended, now)}` };
}

/** What a pass wrote on one side: “3 added, 1 changed”, or nothing. */
export function written(what: Written): string {
  return [
    what.added && `${what.added} added`,
    what.changed && `${what.changed} changed`,
    what.merged && `${what.merged} merged`,
    what.deleted && `${what.deleted} deleted`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** One sentence for a whole pass. */
export function passLine(pass: PassSummary): string {
  const total = (side: "server" | "local") =>
    pass.kinds.reduce((sum, kind) => sum + Object.values(kind[side]).reduce((a, b) => a + b, 0), 0);
  const [sent, received] = [total("server"), total("local")];
  const seconds = ((pass.ended - pass.started) / 1000).toFixed(1);
  const cost = `${count(pass.requests, "request", "requests")}, ${seconds} s`;
  if (sent + received === 0) return `Nothing to do · ${cost}`;
  return `${received} received, ${sent} sent · ${cost}`;
}

export function ago(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${count(minutes, "minute", "minutes")} ago`;
  if (minutes < 24 * 60) return `${count(Math.floor(minutes / 60), "hour", "hours")} ago`;
  return new Date(then).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

export function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
