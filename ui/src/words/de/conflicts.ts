// Die Konflikte, die warten, der Dialog, der nach einem fragt, und die Zeilen der Felder.
import type { conflicts as en } from "../en/conflicts";
import { counting, type Translated } from "../translated";

const n = counting("de");

export const conflicts: Translated<typeof en> = {
  title: "Konflikte",
  none: "Kein Konflikt wartet auf Sie",
  noneHint: "Wurde ein Eintrag auf beiden Seiten zugleich geändert, wird hier danach gefragt.",
  waiting: (count) => n(count, { one: "# Konflikt wartet auf Sie", other: "# Konflikte warten auf Sie" }),
  intro: "Keine Seite wird geändert, bevor Sie entscheiden. Was nicht gewählt wird, bleibt im Verlauf.",
  resolve: "Lösen …",
  resolveFirst: "Den ersten lösen …",
  differing: (count) => n(count, { one: "# Feld verschieden", other: "# Felder verschieden" }),
  decidedWaiting: "Entschieden; wartet auf den nächsten Durchgang",
  since: (when) => `gefunden ${when}`,
  listLabel: "Wartende Konflikte",
  filterAccount: "Konto",
  allAccounts: "Alle Konten",
  loading: "Die Konflikte werden gelesen …",
  loadingOne: "Beide Fassungen werden gelesen …",

  cases: {
    "both-changed": "Beide geändert",
    "changed-here-deleted-there": "Hier geändert, auf dem Server gelöscht",
    "deleted-here-changed-there": "Hier gelöscht, auf dem Server geändert",
    "might-be-the-same": "Vielleicht dasselbe",
    "series-against-occurrence": "Serie geändert, und ein einzelner Termin daraus",
    undone: "Zurückgenommen und wieder verschieden",
  },
  why: {
    "both-changed":
      "Der Eintrag wurde seit der letzten Synchronisierung auf beiden Seiten geändert, und nicht auf dieselbe Weise.",
    "changed-here-deleted-there":
      "Der Eintrag wurde seit der letzten Synchronisierung auf diesem Computer geändert und auf dem Server gelöscht.",
    "deleted-here-changed-there":
      "Der Eintrag wurde seit der letzten Synchronisierung auf diesem Computer gelöscht und auf dem Server geändert.",
    "might-be-the-same":
      "Auf dem Server liegt ein Eintrag ohne Gegenstück auf diesem Computer, und einer hier ähnelt ihm. Sind sie dasselbe, werden sie eins; sonst wählen Sie Neu.",
    "series-against-occurrence":
      "Eine Seite hat die Serie geändert, die andere einen einzelnen Termin daraus, den die Serie nun nicht mehr hat.",
    undone: "Sie haben eine Änderung zurückgenommen, und die beiden Seiten sind wieder verschieden.",
  },
  whyMore: {
    "both-changed":
      "Änderungen an verschiedenen Feldern werden ohne Nachfrage zusammengeführt, ebenso neue Telefonnummern, Adressen und dergleichen. Nur wo beide Seiten dasselbe Feld geändert haben (die roten Zeilen ohne Auswahl), wird gefragt. Was nur eine Seite geändert hat, ist schon gewählt; ein Dreieck zeigt die Seite.",
    "changed-here-deleted-there":
      "Eine Löschung wird nie gegen eine Änderung ausgeführt. Behalten Sie den lokalen Eintrag, dann ist er wieder auf dem Server; behalten Sie die Seite des Servers, dann wird er auch hier gelöscht.",
    "deleted-here-changed-there":
      "Eine Löschung wird nie gegen eine Änderung ausgeführt. Behalten Sie den Eintrag des Servers, dann ist er wieder hier; behalten Sie die lokale Seite, dann wird er auch auf dem Server gelöscht.",
    "might-be-the-same":
      "Einträge werden nach Kennung, E-Mail-Adressen, Telefonnummern und Namen verglichen, Termine und Aufgaben nach Betreff und Zeit. Die Liste neben Lokal nennt, was dem Eintrag des Servers ähnelt, das Ähnlichste zuerst, jeweils mit Grund.",
    "series-against-occurrence":
      "Ein Termin, der für sich geändert wurde, gehört zur Serie, wie sie damals war. Nehmen Sie die geänderte Serie, dann geht er mit der alten; oder nehmen Sie den Termin, dann bleibt die Serie, wie sie war. Was nicht gewählt wird, bleibt im Verlauf. Mit „Beide behalten“ werden es zwei.",
    undone:
      "Seit der Änderung, die Sie zurückgenommen haben, wurde der Eintrag auf der anderen Seite wieder geändert. Wählen Sie, was beide Seiten enthalten sollen.",
  },

  kinds: { contact: "Kontakt", appointment: "Termin", task: "Aufgabe", note: "Notiz" },
  count: (at, of) => `${at} von ${of}`,
  previous: "Voriger Konflikt",
  next: "Nächster Konflikt",
  inCollection: (collection, account) => `${collection} · ${account}`,
  told: (count) =>
    n(count, {
      one: "Der Server benachrichtigt vielleicht # Person von der Änderung:",
      other: "Der Server benachrichtigt vielleicht # Personen von der Änderung:",
    }),
  quietly: {
    again: "Auf dem Server wieder anlegen, ohne jemanden zu benachrichtigen",
    second: "Bei „Beide behalten“: niemanden vom zweiten benachrichtigen",
    separate: "Bei „Neu“ oder „Beide behalten“: niemanden vom eigenen Eintrag benachrichtigen",
  },
  quietlyHint:
    "Der Server wird gebeten, ihnen nicht zu schreiben (SCHEDULE-AGENT=CLIENT). Der Termin behält das: Auch von späteren Änderungen erfahren sie nichts, mit welchem Programm sie auch gemacht werden. Nicht jeder Server hält sich daran.",
  quietlyNot:
    "Das lässt sich ihnen nicht vorenthalten: Wird er gelöscht, sagt der Server ihnen vielleicht ab.",

  server: "Server",
  local: "Lokal",
  base: "Zuletzt synchronisiert",
  both: "Beide",
  keepServerItem: "Eintrag des Servers behalten",
  keepLocalItem: "Lokalen Eintrag behalten",
  changedAt: (when) => `geändert ${when}`,
  onDevice: (device) => `auf ${device}`,
  unknownTime: "wann er geändert wurde, ist nicht bekannt",
  deletedThere: "Auf dem Server gelöscht",
  deletedHere: "Auf diesem Computer gelöscht",
  keepServerDeletion: "Löschung behalten: auch hier entfernen",
  keepLocalDeletion: "Löschung behalten: auch vom Server entfernen",
  candidate: "Lokaler Eintrag zum Vergleich",
  noneIsSame: "Keiner davon: es sind verschiedene Einträge (Neu)",
  field: "Feld",
  rowsLabel: "Felder beider Fassungen",

  verdicts: {
    equal: "gleich",
    "only-server": "nur auf dem Server",
    "only-local": "nur lokal",
    differs: "verschieden",
  },
  onlyOn: (name) => `nur in ${name}`,
  changedMark: "seit der letzten Synchronisierung geändert",
  changedBy: (side) => `Geändert: ${side}.`,
  changedByBoth: "Auf beiden Seiten geändert.",
  pickedAlready: "schon gewählt",
  notDecided: "Noch offen.",
  readsAlike: "Liest sich gleich; siehe Quelltext.",
  picked: (what) => `Gewählt: ${what}.`,
  apart: "Jede Seite behält ihres.",
  sentence: (field, verdict, server, local) => `${field}: ${verdict}. ${server}, ${local}.`,
  sentenceEqual: (field, value) => `${field}: gleich. ${value}.`,
  sideValue: (side, value) => `${side} ${value}`,
  nothing: "nichts",
  useBoth: "Beide Werte behalten",
  equalFields: (count) => n(count, { one: "# gleiches Feld", other: "# gleiche Felder" }),
  show: "Zeigen",
  hide: "Verbergen",
  wholeText: "Ganzen Text zeigen",
  onlyChanges: "Nur die Unterschiede zeigen",
  compareWords: "Wort für Wort vergleichen",
  resultNew: "Beide bleiben, als zwei getrennte Einträge.",
  resultChoose: "Wählen Sie eine Seite: den Eintrag oder seine Löschung.",
  nextDates: "Nächste",
  noMoreDates: "Keine weiteren Termine",
  onlyHere: "Nur hier",
  sinceYouLooked: "Seit Sie nachgesehen haben",
  nowThere: (side, field, value) => `${side}: ${field} ist jetzt „${value}“`,
  noLongerThere: (side, field, value) => `${side}: ${field} „${value}“ ist weg`,
  pictureOf: (side) => `Bild, ${side}`,
  noPicture: "Das Bild kann nicht gezeigt werden",

  result: "Ergebnis",
  resultBoth: "Beide Seiten werden enthalten",
  resultServer: "Beide Seiten werden den Eintrag des Servers enthalten.",
  resultLocal: "Beide Seiten werden den lokalen Eintrag enthalten.",
  resultNoDifference: "Beide Seiten enthalten schon dasselbe.",
  stillOpen: (count) =>
    n(count, { one: "# Feld ist noch nicht entschieden", other: "# Felder sind noch nicht entschieden" }),
  resultOf: (field, value) => `${field}: ${value}`,
  resultNone: (field) => `${field}: entfernt`,
  resultApart: (field) => `${field}: jede Seite ihres`,
  losesItemLocal: (kind, title) =>
    `Lokal wird entfernt: ${kind} „${title}“. Eine Kopie bleibt 90 Tage im Verlauf.`,
  losesItemServer: (kind, title) =>
    `Vom Server wird entfernt: ${kind} „${title}“. Eine Kopie bleibt 90 Tage im Verlauf.`,
  losesValuesLocal: (count) =>
    n(count, {
      one: "# lokaler Wert wird ersetzt; der lokale Eintrag, wie er ist, bleibt im Verlauf.",
      other: "# lokale Werte werden ersetzt; der lokale Eintrag, wie er ist, bleibt im Verlauf.",
    }),
  losesValuesServer: (count) =>
    n(count, {
      one: "# Wert auf dem Server wird ersetzt; der Eintrag des Servers, wie er ist, bleibt im Verlauf.",
      other: "# Werte auf dem Server werden ersetzt; der Eintrag des Servers, wie er ist, bleibt im Verlauf.",
    }),
  restores: (kind, title) => `Wieder auf beiden Seiten sein wird: ${kind} „${title}“.`,
  inSentence: { contact: "Kontakt", appointment: "Termin", task: "Aufgabe", note: "Notiz" },

  ok: "OK",
  okServer: "OK: Eintrag des Servers behalten",
  okLocal: "OK: lokalen Eintrag behalten",
  merge: "Zusammenführen",
  keepBoth: "Beide behalten",
  new: "Neu",
  newHint: "Nicht dasselbe: beide als getrennte Einträge behalten",
  keepBothHint: "Beide Fassungen behalten, als zwei Einträge",
  mergeHint: "Die gewählten Werte auf beide Seiten schreiben",
  skip: "Überspringen",
  skipHint: "Nichts ändern; es wird nächstes Mal wieder gefragt",
  similar: "Auf alle dieser Art anwenden …",
  history: "Verlauf",
  whyButton: "Warum?",
  source: "Quelltext",
  keysButton: "Tasten",
  baseColumn: "Zuletzt synchronisiert",
  more: "Mehr",
  close: "Schließen",
  cancel: "Abbrechen",

  whyNot: {
    "deleted-on-server": "Auf dem Server gelöscht: es gibt nur die lokale Fassung.",
    "deleted-here": "Auf diesem Computer gelöscht: es gibt nur die Fassung des Servers.",
    "open-rows": "Wählen Sie erst in jeder roten Zeile, die nicht entschieden ist, einen Wert.",
    "not-candidates": "Das ist ein Eintrag auf zwei Seiten. Beide behalten macht zwei daraus.",
    "no-side-chosen": "Wählen Sie erst, ob der Eintrag des Servers oder der lokale behalten wird.",
    "no-base": "Diese beiden wurden noch nie miteinander synchronisiert.",
    "no-similar": "Kein anderer Konflikt dieser Art wartet.",
    "no-history": "Der Eintrag ist nicht mehr auf diesem Computer; was war, zeigt der Verlauf.",
    decided: "Entschieden; wartet auf die Ausführung.",
  },

  similarTitle: "Auf alle dieser Art anwenden",
  similarWhat: (count, sort, kind) =>
    n(count, {
      one: `# weiterer Konflikt: ${sort} (${kind}).`,
      other: `# weitere Konflikte: ${sort} (${kind}).`,
    }),
  similarKinds: { contact: "Kontakte", appointment: "Termine", task: "Aufgaben", note: "Notizen" },
  similarServer: "Jeweils den Eintrag des Servers behalten",
  similarLocal: "Jeweils den lokalen Eintrag behalten",
  similarBoth: "Jeweils beide behalten",
  similarNew: "Nicht dasselbe: jeweils als getrennte Einträge behalten",
  similarMerge: "Zusammenführen, wo alle Felder entschieden sind; die anderen bleiben",
  similarHint: "Dieser gehört dazu. Jeder steht im Verlauf und kann zurückgenommen werden.",
  similarApply: (count) => n(count, { one: "Auf # Konflikt anwenden", other: "Auf # Konflikte anwenden" }),
  similarDone: (count) => n(count, { one: "# Konflikt gelöst", other: "# Konflikte gelöst" }),
  similarLeft: (count) =>
    n(count, {
      one: "# konnte nicht entschieden werden und wartet weiter",
      other: "# konnten nicht entschieden werden und warten weiter",
    }),

  sourceTitle: "Quelltext",
  sourceHint: "Wie er auf jeder Seite gespeichert ist. Nur zum Lesen.",
  copy: "Kopieren",
  keysTitle: "Tasten",
  keys: {
    rows: "Von Zeile zu Zeile gehen",
    side: "Wert des Servers oder lokalen Wert der Zeile wählen",
    both: "Beide Werte der Zeile behalten",
    allServer: "In jeder Zeile den Wert des Servers wählen",
    allLocal: "In jeder Zeile den lokalen Wert wählen",
    nextRed: "Zur nächsten Zeile gehen, die nicht entschieden ist",
    merge: "Zusammenführen",
    new: "Neu: nicht dasselbe",
    skip: "Überspringen",
    history: "Verlauf des Eintrags",
    why: "Warum gefragt wird",
    source: "Quelltext",
    equal: "Gleiche Felder zeigen oder verbergen",
    base: "Zuletzt Synchronisiertes zeigen oder verbergen",
    candidate: "Mit einem anderen lokalen Eintrag der Liste vergleichen",
    enter: "Zusammenführen, wenn jede rote Zeile entschieden ist, sonst zur nächsten gehen",
    escape: "Überspringen: nichts wird geändert",
    keys: "Diese Tasten zeigen",
  },

  done: (title) => `„${title}“ ist gelöst`,
  doneWaits: (title) => `„${title}“ ist entschieden`,
  doneWaitsHint: "Der Server ist nicht zu erreichen. Es wird mit der nächsten Synchronisierung ausgeführt.",
  changedMeanwhile: (title) => `„${title}“ wurde inzwischen geändert`,
  changedMeanwhileHint:
    "Es wurde nichts geschrieben. Hier steht, wie der Eintrag jetzt ist: was beide geändert haben, wird neu gefragt.",
  undo: "Rückgängig",
  undone: (title) => `„${title}“ ist wieder wie zuvor`,
  undoRefused: (title) => `„${title}“ konnte nicht zurückgenommen werden`,
  skipped: (title) => `„${title}“ bleibt, wie es ist, und wird wieder gefragt`,
  goneTitle: "Dieser Konflikt ist erledigt",
  goneHint: "Er wurde anderswo entschieden, oder beide Seiten stimmen inzwischen überein.",
  picking: (field, what) => `${field}: ${what}`,
};
