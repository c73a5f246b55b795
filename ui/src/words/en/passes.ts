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
    toSend: "Changes made here wait to be sent",
  },
  cutOffHint: "Nothing is lost. Synchronize again, and it goes on from what is there.",

  /** One sentence for a whole pass. */
  nothingToDo: "Nothing to do",
  /** Beside the conflicts. */
  nothingElseToDo: "Nothing else to do",
  nothingDone: "Nothing was synchronized",
  received: (n: number) => count(n, { other: "# received" }),
  sent: (n: number) => count(n, { other: "# sent" }),
  linked: (n: number) => count(n, { other: "# recognised as the same" }),
  requests: (n: number) => count(n, { one: "# request", other: "# requests" }),
  partFailed: (kinds: string) => `${kinds} failed`,
  lastPass: "Last pass",

  /** The progress dialog. */
  progressTitle: "Synchronizing",
  progressOf: (account: string) => `Synchronizing ${account}`,
  waiting: "waiting",
  looking: "looking for changes",
  working: (done: string, total: string) => `${done} of ${total}`,
  finished: "done",
  cancelling: "Stopping…",
  cancelHint: "What is done so far stays; nothing is lost.",
  background: "In the background",
  needsYou: "Something needs you",
  done: (account: string, what: string) => `${account}: ${what}`,
  later: "Later",
  resolve: "Resolve",
  decide: "Decide",
  cancelled: "Stopped. What was done so far stays.",

  /** The guard. */
  guardTitle: (n: number, kind: string) => `Delete ${count(n, { other: "#" })} ${kind.toLowerCase()}?`,
  guardStep: (n: number, of: number) => `${n} of ${of}`,
  guardFromLocal: (n: number, total: string) =>
    count(n, {
      one: `# of ${total} would be deleted from this computer, because it is no longer on the server.`,
      other: `# of ${total} would be deleted from this computer, because they are no longer on the server.`,
    }),
  guardFromServer: (n: number, total: string) =>
    count(n, {
      one: `# of ${total} would be deleted from the server, because it was deleted here.`,
      other: `# of ${total} would be deleted from the server, because they were deleted here.`,
    }),
  guardWhy:
    "That is more than usual, so nothing was deleted yet. A copy of everything stays in the history for 90 days.",
  guardList: "What would be deleted",
  guardDelete: "Delete",
  guardRestore: "Restore them instead",
  guardRestoreNote: "“Restore” brings them back to the side where they are missing.",
  guardNotNow: "Not now",
  guardRemember: "Do not ask again for this collection, up to",
  guardRememberUnit: "deletions",

  /** The preview. */
  previewTitle: (account: string) => `What a pass of ${account} would do`,
  previewLoading: "Looking at both sides. Nothing is changed.",
  previewNothing: "Nothing to do",
  previewNothingText: "Both sides hold the same.",
  previewGuard: (n: number) =>
    count(n, {
      one: "The pass would ask before deleting # item.",
      other: "The pass would ask before deleting # items.",
    }),
  previewAction: {
    server: {
      added: "Add on the server",
      changed: "Change on the server",
      merged: "Merge on the server",
      deleted: "Delete on the server",
    },
    local: {
      added: "Add on this computer",
      changed: "Change on this computer",
      merged: "Merge on this computer",
      deleted: "Delete on this computer",
    },
  },
  previewLinked: (n: number) =>
    count(n, { one: "# item is the same on both sides", other: "# items are the same on both sides" }),
  previewAsked: "You will be asked",
  previewLeaveOut: (title: string) => `Include ${title}`,
  previewCount: (chosen: string, of: string) => `${chosen} of ${of} chosen`,
  previewFields: (title: string) => `Fields of ${title}`,

  case: {
    "both-changed": "Both changed",
    "changed-here-deleted-there": "Changed here, deleted on the server",
    "deleted-here-changed-there": "Deleted here, changed on the server",
    "might-be-the-same": "Might be the same",
    "series-against-occurrence": "Series changed, and one of its occurrences",
    undone: "Changed since it was to be undone",
  },

  /** Why the program does something to an item, by its own words for it. */
  /** What went wrong, by the program's codes; said where the program's own words are in another language. */
  failure: {
    unreachable: "The server cannot be reached",
    certificate: "The certificate of the server is not trusted",
    "sign-in": "The server does not accept the name or the password",
    "not-allowed": "The server does not allow it",
    missing: "It does not exist on the server",
    "server-trouble": "The server has trouble or asks to wait",
    nonsense: "The answer of the server made no sense",
    "too-large": "It is too large",
    "disk-full": "The disk is full",
    storage: "A file or the store cannot be used",
    "in-use": "It is in use or was changed meanwhile",
    cancelled: "You stopped it",
    usage: "This does not fit",
    unknown: "It does not exist",
  },
  advice: {
    unreachable: "Check that this computer is online and that webmail opens at the same address.",
    certificate:
      "Compare the fingerprint with the one your administrator gives you, and trust it for this account if they match.",
    "sign-in": "Sign in to webmail with the same name and password; then type the password again.",
    "not-allowed": "Ask the administrator whether you may use this collection.",
    missing: "Run the account’s test; choose the collection or folder again if it was moved.",
    "server-trouble": "Nothing was lost. Try again in a few minutes; tell the administrator if it goes on.",
    nonsense: "Check that the address is the one you open for webmail; run the account’s test.",
    "too-large": "Make the item smaller, or leave it where it is.",
    "disk-full": "Make room on the disk and synchronize again; nothing was lost.",
    storage: "Check that the folder exists and that you may write in it; close other programs that use it.",
    "in-use": "Wait until the other one has finished, look again, and repeat it.",
    cancelled: "Synchronize again whenever you like; what was done so far is kept.",
    usage: "Change what was typed, and try again.",
    unknown: "It may have been removed meanwhile. Choose again.",
  },
};
