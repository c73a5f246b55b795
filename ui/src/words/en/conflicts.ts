// The conflicts that wait, the dialog that asks about one, and the rows of fields that it and others show.
import { counting } from "../translated";

const n = counting("en");

export const conflicts = {
  title: "Conflicts",
  none: "No conflicts wait for you",
  noneHint: "When an item was changed on both sides at once, it is asked about here.",
  waiting: (count: number) =>
    n(count, { one: "# conflict waits for you", other: "# conflicts wait for you" }),
  intro: "Neither side is changed until you decide. What is not chosen stays in the history.",
  resolve: "Resolve…",
  resolveFirst: "Resolve the first…",
  differing: (count: number) => n(count, { one: "# field differs", other: "# fields differ" }),
  decidedWaiting: "Decided; waits for the next pass",
  since: (when: string) => `found ${when}`,
  listLabel: "Conflicts that wait",
  filterAccount: "Account",
  allAccounts: "All accounts",
  loading: "Reading the conflicts…",
  loadingOne: "Reading both versions…",

  cases: {
    "both-changed": "Both changed",
    "changed-here-deleted-there": "Changed here, deleted on the server",
    "deleted-here-changed-there": "Deleted here, changed on the server",
    "might-be-the-same": "Might be the same",
    "series-against-occurrence": "Series changed, and one of its occurrences",
    undone: "Taken back, and different again",
  } as Record<string, string>,
  why: {
    "both-changed": "It was changed on both sides since the last synchronization, and not in the same way.",
    "changed-here-deleted-there":
      "It was changed on this computer since the last synchronization, and deleted on the server.",
    "deleted-here-changed-there":
      "It was deleted on this computer since the last synchronization, and changed on the server.",
    "might-be-the-same":
      "The server has an item without a partner on this computer, and one here resembles it. If they are the same they become one; if not, choose New.",
    "series-against-occurrence":
      "One side changed the series, the other a single occurrence of it that the series does not have any more.",
    undone: "You took back a change, and the two sides differ again.",
  } as Record<string, string>,
  whyMore: {
    "both-changed":
      "Changes to different fields are put together without asking, and so are new phone numbers, addresses and the like. Only where both sides changed the same field (the red rows that are not picked) you are asked. Values only one side changed are picked already; a triangle marks the side.",
    "changed-here-deleted-there":
      "A deletion is never carried out against a change. Keep the local item to have it on the server again, or keep the server’s side to delete it here too.",
    "deleted-here-changed-there":
      "A deletion is never carried out against a change. Keep the server item to have it here again, or keep the local side to delete it on the server too.",
    "might-be-the-same":
      "Items are compared by their identifier, e-mail addresses, phone numbers and names, appointments and tasks by subject and time. The drop-down beside Local lists what resembles the server’s item, best first, each with why.",
    "series-against-occurrence":
      "An occurrence that was changed alone belongs to the series as it was then. Take the changed series, and that occurrence goes with the old one; or take the occurrence, and the series stays as it was. What is not chosen stays in the history. Keep both makes two of it.",
    undone:
      "Since the change you took back, the item was changed again on the other side. Choose what both sides should hold.",
  } as Record<string, string>,

  kinds: { contact: "Contact", appointment: "Appointment", task: "Task", note: "Note" } as Record<
    string,
    string
  >,
  count: (at: number, of: number) => `${at} of ${of}`,
  previous: "Previous conflict",
  next: "Next conflict",
  inCollection: (collection: string, account: string) => `${collection} · ${account}`,
  told: (count: number) =>
    n(count, {
      one: "The server may tell # person of the change:",
      other: "The server may tell # people of the change:",
    }),
  quietly: {
    again: "Make it again on the server without telling anybody",
    second: "With “Keep both”: tell nobody of the second one",
    separate: "With “New” or “Keep both”: tell nobody of the separate one",
  },
  quietlyHint:
    "The server is asked not to write to them (SCHEDULE-AGENT=CLIENT). The appointment keeps this: they are not told of later changes either, whichever program makes them. Not every server heeds it.",
  quietlyNot: "This cannot be kept from them: where it is deleted, the server may cancel it with them.",

  server: "Server",
  local: "Local",
  base: "Last synchronized",
  both: "Both",
  keepServerItem: "Keep server item",
  keepLocalItem: "Keep local item",
  changedAt: (when: string) => `changed ${when}`,
  onDevice: (device: string) => `on ${device}`,
  unknownTime: "it is not known when it was changed",
  deletedThere: "Deleted on the server",
  deletedHere: "Deleted on this computer",
  keepServerDeletion: "Keep the deletion: remove it here too",
  keepLocalDeletion: "Keep the deletion: remove it from the server too",
  candidate: "Local item to compare with",
  noneIsSame: "None of these: they are different items (New)",
  field: "Field",
  rowsLabel: "Fields of both versions",

  verdicts: {
    equal: "equal",
    "only-server": "only on the server",
    "only-local": "only local",
    differs: "differs",
  } as Record<string, string>,
  /** The same where rows compare two versions of other names. */
  onlyOn: (name: string) => `only in ${name}`,
  changedMark: "changed since the last synchronization",
  changedBy: (side: string) => `Changed on ${side}.`,
  changedByBoth: "Changed on both sides.",
  pickedAlready: "picked already",
  notDecided: "Not decided yet.",
  readsAlike: "Reads alike; see Source text.",
  picked: (what: string) => `Picked: ${what}.`,
  apart: "Each side keeps its own.",
  sentence: (field: string, verdict: string, server: string, local: string) =>
    `${field}: ${verdict}. ${server}, ${local}.`,
  sentenceEqual: (field: string, value: string) => `${field}: equal. ${value}.`,
  sideValue: (side: string, value: string) => `${side} ${value}`,
  nothing: "nothing",
  useBoth: "Keep both values",
  equalFields: (count: number) => n(count, { one: "# equal field", other: "# equal fields" }),
  show: "Show",
  hide: "Hide",
  wholeText: "Show the whole text",
  onlyChanges: "Show only what differs",
  compareWords: "Compare word by word",
  resultNew: "Both stay, as two separate items.",
  resultChoose: "Choose a side: the item, or its deletion.",
  nextDates: "Next",
  noMoreDates: "No more dates",
  onlyHere: "Only here",
  sinceYouLooked: "Since you looked",
  nowThere: (side: string, field: string, value: string) => `${side}: ${field} is now “${value}”`,
  noLongerThere: (side: string, field: string, value: string) => `${side}: ${field} “${value}” is gone`,
  pictureOf: (side: string) => `Picture, ${side}`,
  noPicture: "The picture cannot be shown",

  result: "Result",
  resultBoth: "Both sides will hold",
  resultServer: "Both sides will hold the server’s item.",
  resultLocal: "Both sides will hold the local item.",
  resultNoDifference: "Both sides hold the same already.",
  stillOpen: (count: number) =>
    n(count, { one: "# field is not decided yet", other: "# fields are not decided yet" }),
  resultOf: (field: string, value: string) => `${field}: ${value}`,
  resultNone: (field: string) => `${field}: removed`,
  resultApart: (field: string) => `${field}: each side its own`,
  losesItemLocal: (kind: string, title: string) =>
    `The local ${kind} “${title}” will be removed; a copy stays in the history for 90 days.`,
  losesItemServer: (kind: string, title: string) =>
    `The ${kind} “${title}” will be removed from the server; a copy stays in the history for 90 days.`,
  losesValuesLocal: (count: number) =>
    n(count, {
      one: "# local value will be replaced; the local item as it is stays in the history.",
      other: "# local values will be replaced; the local item as it is stays in the history.",
    }),
  losesValuesServer: (count: number) =>
    n(count, {
      one: "# value on the server will be replaced; the server’s item as it is stays in the history.",
      other: "# values on the server will be replaced; the server’s item as it is stays in the history.",
    }),
  restores: (kind: string, title: string) => `The ${kind} “${title}” will be on both sides again.`,
  inSentence: { contact: "contact", appointment: "appointment", task: "task", note: "note" } as Record<
    string,
    string
  >,

  ok: "OK",
  okServer: "OK: keep the server item",
  okLocal: "OK: keep the local item",
  merge: "Merge",
  keepBoth: "Keep both",
  new: "New",
  newHint: "Not the same: keep both as separate items",
  keepBothHint: "Keep both versions, as two items",
  mergeHint: "Write the picked values to both sides",
  skip: "Skip",
  skipHint: "Change nothing; it is asked again next time",
  similar: "Apply to all of this sort…",
  history: "History",
  whyButton: "Why?",
  source: "Source text",
  keysButton: "Keys",
  baseColumn: "Last synchronized",
  more: "More",
  close: "Close",
  cancel: "Cancel",

  whyNot: {
    "deleted-on-server": "It was deleted on the server: there is only the local version.",
    "deleted-here": "It was deleted on this computer: there is only the server’s version.",
    "open-rows": "First pick a value in every red row that is not decided.",
    "not-candidates": "These are one item on two sides. Keep both makes two of it.",
    "no-side-chosen": "First choose Keep server item or Keep local item.",
    "no-base": "These two were never synchronized with one another.",
    "no-similar": "No other conflict of this sort waits.",
    "no-history": "It is no longer on this computer; its history is in the places History shows.",
    decided: "It was decided, and waits to be carried out.",
  } as Record<string, string>,

  similarTitle: "Apply to all of this sort",
  similarWhat: (count: number, sort: string, kind: string) =>
    n(count, { one: `# other conflict: ${sort} (${kind}).`, other: `# other conflicts: ${sort} (${kind}).` }),
  similarKinds: { contact: "contacts", appointment: "appointments", task: "tasks", note: "notes" } as Record<
    string,
    string
  >,
  similarServer: "Keep the server’s item in each",
  similarLocal: "Keep the local item in each",
  similarBoth: "Keep both in each",
  similarNew: "Not the same: keep each as a separate item",
  similarMerge: "Merge each whose fields are all decided; the others stay",
  similarHint: "This one is included. Each is written to the history and can be undone.",
  similarApply: (count: number) => n(count, { one: "Apply to # conflict", other: "Apply to # conflicts" }),
  similarDone: (count: number) => n(count, { one: "# conflict resolved", other: "# conflicts resolved" }),
  similarLeft: (count: number) =>
    n(count, {
      one: "# could not be decided and still waits",
      other: "# could not be decided and still wait",
    }),

  sourceTitle: "Source text",
  sourceHint: "As it is stored on each side. Read only.",
  copy: "Copy",
  keysTitle: "Keys",
  keys: {
    rows: "Go from row to row",
    side: "Pick the server’s or the local value of the row",
    both: "Keep both values of the row",
    allServer: "Pick the server’s value in every row",
    allLocal: "Pick the local value in every row",
    nextRed: "Go to the next row that is not decided",
    merge: "Merge",
    new: "New: not the same",
    skip: "Skip",
    history: "History of the item",
    why: "Why this is asked",
    source: "Source text",
    equal: "Show or fold equal fields",
    base: "Show or hide what was last synchronized",
    candidate: "Compare with another local item of the list",
    enter: "Merge when every red row is decided, else go to the next",
    escape: "Skip: nothing is changed",
    keys: "Show these keys",
  } as Record<string, string>,

  done: (title: string) => `“${title}” is resolved`,
  doneWaits: (title: string) => `“${title}” is decided`,
  doneWaitsHint: "The server cannot be reached. It is carried out with the next synchronization.",
  changedMeanwhile: (title: string) => `“${title}” was changed meanwhile`,
  changedMeanwhileHint: "Nothing was written. Here is what it is now: what both changed is asked again.",
  undo: "Undo",
  undone: (title: string) => `“${title}” is as it was before`,
  undoRefused: (title: string) => `“${title}” could not be undone`,
  skipped: (title: string) => `“${title}” stays as it is and is asked again`,
  goneTitle: "This conflict is settled",
  goneHint: "It was decided elsewhere, or both sides came to agree.",
  picking: (field: string, what: string) => `${field}: ${what}`,
};
