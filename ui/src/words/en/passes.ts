import { counting } from "../translated";

const count = counting("en");

export const passes = {
  deed: { added: "added", changed: "changed", deleted: "deleted", merged: "merged" },
  written: {
    added: (n: number) => count(n, { other: "# added" }),
    changed: (n: number) => count(n, { other: "# changed" }),
    merged: (n: number) => count(n, { other: "# merged" }),
    deleted: (n: number) => count(n, { other: "# deleted" }),
  },
  toLocal: "To this computer",
  toServer: "To the server",
  kindOfItem: "Kind",

  /** How an account stands. */
  standing: {
    running: "Synchronizing…",
    cutOff: "The last pass was cut off",
    never: "Not synchronized yet",
    failed: "The last pass failed",
    partlyFailed: (kinds: string) => `Failed: ${kinds}`,
    guard: "Stopped before deleting many items",
    conflicts: (n: number) =>
      count(n, { one: "# conflict waits for you", other: "# conflicts wait for you" }),
    held: (n: number) =>
      count(n, { one: "# item was left as it was", other: "# items were left as they were" }),
    inSync: "In sync",
    toSend: "Changes to send",
  },
  cutOffHint: "Nothing is lost. Synchronize again, and it goes on from what is there.",

  /** One sentence for a whole pass. */
  nothingToDo: "Nothing to do",
  nothingDone: "Nothing was synchronized",
  received: (n: number) => count(n, { other: "# received" }),
  sent: (n: number) => count(n, { other: "# sent" }),
  linked: (n: number) => count(n, { other: "# recognised as the same" }),
  requests: (n: number) => count(n, { one: "# request", other: "# requests" }),
  partFailed: (kinds: string) => `${kinds} failed`,
  lastPass: "Last pass",
};
