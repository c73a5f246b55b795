import type { history as english } from "../en/history";
import { counting, type Translated } from "../translated";

const count = counting("de");

export const history: Translated<typeof english> = {
  allAccounts: "Alle Konten",
  account: "Konto",
  nothing: "Noch keine Durchläufe",
  nothingText:
    "Jeder Durchlauf hinterlässt hier einen Bericht. Jeder davon, jeder Eintrag und jedes Feld lässt sich rückgängig machen.",
  showMore: "Frühere Durchläufe zeigen",
  passAt: (time) => `Durchlauf um ${time}`,
  unfinished: "Vor dem Ende abgebrochen",
  noChanges: "Er hat nichts geändert.",
  undoPass: "Diesen Durchlauf rückgängig machen …",
  undoPassTitle: "Diesen Durchlauf rückgängig machen?",
  undoPassText: (n) =>
    count(n, {
      one: "# Eintrag wird auf beiden Seiten wieder, was er war, außer jemand hat ihn seitdem geändert.",
      other:
        "# Einträge werden auf beiden Seiten wieder, was sie waren, außer jemand hat sie seitdem geändert.",
    }),
  undoItem: (title) => `Die Änderung von ${title} rückgängig machen`,
  undoField: (field) => `${field} rückgängig machen`,
  undone: "Rückgängig gemacht",
  undoing: "Wird rückgängig gemacht …",
  undoneItems: (n) =>
    count(n, { one: "# Eintrag wurde rückgängig gemacht.", other: "# Einträge wurden rückgängig gemacht." }),
  notUndone: (n) =>
    count(n, {
      one: "# Eintrag ließ sich nicht rückgängig machen:",
      other: "# Einträge ließen sich nicht rückgängig machen:",
    }),
  before: "Vorher",
  after: "Nachher",
  fieldsOf: (title) => `Was sich in ${title} geändert hat`,
  versionsOf: (title) => `Fassungen von ${title}`,
  versions: "Frühere Fassungen …",
  undoFields: "Einzelne Felder rückgängig machen",
  now: "Wie es jetzt ist",
  gone: "Gelöscht",
  replaced: (when) => `Ersetzt ${when}`,
  byPerson: "hier bearbeitet",
  byPass: "beim Abgleich",
  older: "Älter",
  newer: "Neuer",
  restore: "Diese Fassung wiederherstellen",
  restored: (title) => `${title} ist wieder, wie es war; der nächste Durchlauf sendet es.`,
  noVersions: "Es gibt keine frühere Fassung.",
  done: (deed, where) => `${where} ${deed}`,
  where: { server: "auf dem Server", local: "auf diesem Computer" },
  asThere: { server: "wie auf dem Server", local: "wie auf diesem Computer" },
};
