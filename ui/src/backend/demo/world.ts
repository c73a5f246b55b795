// What the demonstration remembers: one person's accounts, items, conflicts and history, all in memory.
import type {
  AccountState,
  ChangeView,
  ConflictView,
  Failure,
  ItemView,
  Kind,
  Line,
  Listed,
  Occurrence,
  PassView,
  Place,
  Progress,
  Sentence,
  Settings,
} from "../types";
import { KINDS } from "../types";
import { sampleAccounts } from "./samples/accounts";
import { sampleConflicts } from "./samples/conflicts";
import { sampleHistory } from "./samples/history";
import { sampleItems } from "./samples/items";
import { samplePlan } from "./samples/plan";
import type { DemoOptions } from "./options";
import { said } from "./said";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** An item of an account, as a list and as a page show it. */
export interface DemoItem {
  account: string;
  listed: Listed;
  view: ItemView;
  occurrences: Occurrence[];
}

/** One line of what the next pass of an account would do. */
export interface Planned {
  account: string;
  kind: Kind;
  line: Line;
}

export interface World {
  options: DemoOptions;
  accounts: AccountState[];
  items: DemoItem[];
  planned: Planned[];
  conflicts: ConflictView[];
  decided: Set<number>;
  passes: PassView[];
  changes: ChangeView[];
  settings: Settings;
  /** Up to how many deletions a collection's guard lets pass, by `account/kind`. */
  remembered: Map<string, number>;
  cancelled: Set<string>;
  progress: Set<(progress: Progress) => void>;
  change: Set<() => void>;
  place: Set<(place: Place) => void>;
}

export function world(options: DemoOptions): World {
  const accounts = sampleAccounts(options);
  const names = accounts.map((state) => state.account.name);
  const filled = !options.empty && options.accounts !== "none";
  const conflicts = filled ? sampleConflicts(options, names) : [];
  for (const state of accounts)
    state.conflicts = conflicts.filter((conflict) => conflict.account === state.account.name).length;
  const history = filled && options.accounts === "usual" ? sampleHistory(names) : { passes: [], changes: [] };
  return {
    options,
    accounts,
    items: filled ? sampleItems(options, names) : [],
    planned: filled ? samplePlan(options, names) : [],
    conflicts,
    decided: new Set(),
    ...history,
    settings: {
      start_with_computer: false,
      sync_at_start: false,
      sync_every_minutes: null,
      sync_on_change: false,
      notifications: true,
      language: options.language,
      theme: options.theme,
      classic_conflicts: false,
    },
    remembered: new Map(),
    cancelled: new Set(),
    progress: new Set(),
    change: new Set(),
    place: new Set(),
  };
}

/** Every step takes as long as the options say. */
export async function step(world: World): Promise<void> {
  if (world.options.slow > 0) await new Promise((done) => setTimeout(done, world.options.slow));
}

export function changed(world: World): void {
  world.change.forEach((listen) => listen());
}

export function subscribe<T>(listeners: Set<T>, listen: T): () => void {
  listeners.add(listen);
  return () => listeners.delete(listen);
}

export function stateOf(world: World, name: string): AccountState {
  const state = world.accounts.find((candidate) => candidate.account.name === name);
  if (!state)
    throw failure(
      "unknown",
      said("there is no account named “{name}”", { name }),
      said("See the accounts there are with: smsync account list"),
      name,
    );
  return state;
}

export function kindsOf(state: AccountState): Kind[] {
  return KINDS.filter((kind) => state.account.kinds[kind]);
}

export function failure(code: string, message: Sentence, hint: Sentence, about: string): Failure {
  return { code, message, hint, about };
}

export const offline = (about: string): Failure =>
  failure(
    "unreachable",
    said("the server did not answer within {seconds} s", { seconds: "20" }),
    said("Check that this computer is online and that webmail opens at the same address."),
    about,
  );

export const cancelledFailure = (about: string): Failure =>
  failure(
    "cancelled",
    said("cancelled"),
    said("Synchronise again whenever you like; what was done so far is kept."),
    about,
  );
