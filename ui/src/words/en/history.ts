import { counting } from "../translated";

const count = counting("en");

export const history = {
  allAccounts: "All accounts",
  account: "Account",
  nothing: "No passes yet",
  nothingText: "Each pass leaves a report here. Any of them, any item and any field can be undone.",
  showMore: "Show earlier passes",
  passAt: (time: string) => `Pass at ${time}`,
  unfinished: "Cut off before its end",
  noChanges: "It changed nothing.",
  undoPass: "Undo this pass…",
  undoPassTitle: "Undo this pass?",
  undoPassText: (n: number) =>
    count(n, {
      one: "# item goes back to what it was before, on both sides, unless somebody changed it since.",
      other: "# items go back to what they were before, on both sides, unless somebody changed them since.",
    }),
  undoItem: (title: string) => `Undo the change of ${title}`,
  undoField: (field: string) => `Undo ${field}`,
  undone: "Undone",
  undoing: "Undoing…",
  undoneItems: (n: number) => count(n, { one: "# item was undone.", other: "# items were undone." }),
  notUndone: (n: number) =>
    count(n, { one: "# item could not be undone:", other: "# items could not be undone:" }),
  before: "Before",
  after: "After",
  fieldsOf: (title: string) => `What changed in ${title}`,
  versionsOf: (title: string) => `Versions of ${title}`,
  versions: "Earlier versions…",
  undoFields: "Undo single fields",
  now: "As it is now",
  gone: "Deleted",
  replaced: (when: string) => `Replaced ${when}`,
  byPerson: "edited here",
  byPass: "by a pass",
  older: "Older",
  newer: "Newer",
  restore: "Restore this version",
  restored: (title: string) => `${title} is as it was; the next pass sends it.`,
  noVersions: "There is no earlier version.",
  done: (deed: string, where: string) => `${deed} ${where}`,
  where: { server: "on the server", local: "on this computer" },
  /** After what was done and where: the same was done there before. */
  asThere: { server: "as on the server", local: "as on this computer" },
};
