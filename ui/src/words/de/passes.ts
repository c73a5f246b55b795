import type { passes as english } from "../en/passes";
import { counting, type Translated } from "../translated";

const count = counting("de");

export const passes: Translated<typeof english> = {
  deed: { added: "hinzugefügt", changed: "geändert", deleted: "gelöscht", merged: "zusammengeführt" },
  written: {
    added: (n) => count(n, { other: "# hinzugefügt" }),
    changed: (n) => count(n, { other: "# geändert" }),
    merged: (n) => count(n, { other: "# zusammengeführt" }),
    deleted: (n) => count(n, { other: "# gelöscht" }),
  },
  toLocal: "Auf diesen Computer",
  toServer: "Auf den Server",
  kindOfItem: "Art",

  standing: {
    running: "Wird synchronisiert …",
    cutOff: "Der letzte Durchlauf wurde abgebrochen",
    never: "Noch nicht synchronisiert",
    failed: "Der letzte Durchlauf ist fehlgeschlagen",
    partlyFailed: (kinds) => `Fehlgeschlagen: ${kinds}`,
    guard: "Angehalten, bevor viele Einträge gelöscht werden",
    conflicts: (n) => count(n, { one: "# Konflikt wartet auf Sie", other: "# Konflikte warten auf Sie" }),
    held: (n) =>
      count(n, {
        one: "# Eintrag wurde so belassen, wie er war",
        other: "# Einträge wurden so belassen, wie sie waren",
      }),
    inSync: "Auf gleichem Stand",
    toSend: "Hier gemachte Änderungen warten aufs Senden",
  },
  cutOffHint: "Nichts ist verloren. Synchronisieren Sie noch einmal; es geht von dem aus weiter, was da ist.",

  nothingToDo: "Nichts zu tun",
  nothingElseToDo: "Sonst nichts zu tun",
  nothingDone: "Nichts wurde synchronisiert",
  received: (n) => count(n, { other: "# empfangen" }),
  sent: (n) => count(n, { other: "# gesendet" }),
  linked: (n) => count(n, { other: "# als gleich erkannt" }),
  requests: (n) => count(n, { one: "# Anfrage", other: "# Anfragen" }),
  partFailed: (kinds) => `${kinds} fehlgeschlagen`,
  lastPass: "Letzter Durchlauf",

  progressTitle: "Wird synchronisiert",
  progressOf: (account) => `${account} wird synchronisiert`,
  waiting: "wartet",
  looking: "sucht nach Änderungen",
  working: (done, total) => `${done} von ${total}`,
  finished: "fertig",
  cancelling: "Wird angehalten …",
  cancelHint: "Was schon getan ist, bleibt; nichts geht verloren.",
  background: "Im Hintergrund",
  needsYou: "Etwas braucht Sie",
  done: (account, what) => `${account}: ${what}`,
  later: "Später",
  resolve: "Lösen",
  decide: "Entscheiden",
  cancelled: "Angehalten. Was schon getan ist, bleibt.",

  guardTitle: (n, kind) => `${count(n, { other: "#" })} ${kind} löschen?`,
  guardStep: (n, of) => `${n} von ${of}`,
  guardFromLocal: (n, total) =>
    count(n, {
      one: `# von ${total} würde von diesem Computer gelöscht, weil der Eintrag nicht mehr auf dem Server ist.`,
      other: `# von ${total} würden von diesem Computer gelöscht, weil sie nicht mehr auf dem Server sind.`,
    }),
  guardFromServer: (n, total) =>
    count(n, {
      one: `# von ${total} würde vom Server gelöscht, weil der Eintrag hier gelöscht wurde.`,
      other: `# von ${total} würden vom Server gelöscht, weil sie hier gelöscht wurden.`,
    }),
  guardWhy:
    "Das ist mehr als gewöhnlich, darum wurde noch nichts gelöscht. Von allem bleibt 90 Tage eine Kopie im Verlauf.",
  guardList: "Was gelöscht würde",
  guardDelete: "Löschen",
  guardRestore: "Stattdessen wiederherstellen",
  guardRestoreNote: "„Wiederherstellen“ bringt sie auf die Seite zurück, auf der sie fehlen.",
  guardNotNow: "Nicht jetzt",
  guardRemember: "Für diese Sammlung nicht mehr fragen, bis zu",
  guardRememberUnit: "Löschungen",

  previewTitle: (account) => `Was ein Durchlauf von ${account} tun würde`,
  previewLoading: "Beide Seiten werden angesehen. Nichts wird geändert.",
  previewNothing: "Nichts zu tun",
  previewNothingText: "Beide Seiten enthalten dasselbe.",
  previewGuard: (n) =>
    count(n, {
      one: "Der Durchlauf würde fragen, bevor er # Eintrag löscht.",
      other: "Der Durchlauf würde fragen, bevor er # Einträge löscht.",
    }),
  previewAction: {
    server: {
      added: "Auf dem Server hinzufügen",
      changed: "Auf dem Server ändern",
      merged: "Auf dem Server zusammenführen",
      deleted: "Auf dem Server löschen",
    },
    local: {
      added: "Auf diesem Computer hinzufügen",
      changed: "Auf diesem Computer ändern",
      merged: "Auf diesem Computer zusammenführen",
      deleted: "Auf diesem Computer löschen",
    },
  },
  previewLinked: (n) =>
    count(n, {
      one: "# Eintrag ist auf beiden Seiten gleich",
      other: "# Einträge sind auf beiden Seiten gleich",
    }),
  previewAsked: "Sie werden gefragt",
  previewLeaveOut: (title) => `${title} einschließen`,
  previewCount: (chosen, of) => `${chosen} von ${of} gewählt`,
  previewFields: (title) => `Felder von ${title}`,

  case: {
    "both-changed": "Auf beiden Seiten geändert",
    "changed-here-deleted-there": "Hier geändert, auf dem Server gelöscht",
    "deleted-here-changed-there": "Hier gelöscht, auf dem Server geändert",
    "might-be-the-same": "Vielleicht dasselbe",
    "series-against-occurrence": "Serie geändert, und ein einzelner Termin daraus",
    undone: "Seitdem geändert, als es rückgängig gemacht werden sollte",
  },

  failure: {
    unreachable: "Der Server ist nicht erreichbar",
    certificate: "Dem Zertifikat des Servers wird nicht vertraut",
    "sign-in": "Der Server nimmt den Namen oder das Kennwort nicht an",
    "not-allowed": "Der Server erlaubt es nicht",
    missing: "Das gibt es auf dem Server nicht",
    "server-trouble": "Der Server hat Schwierigkeiten oder bittet zu warten",
    nonsense: "Die Antwort des Servers ergab keinen Sinn",
    "too-large": "Es ist zu groß",
    "disk-full": "Die Festplatte ist voll",
    storage: "Eine Datei oder der Speicher lässt sich nicht verwenden",
    "in-use": "Es ist in Gebrauch oder wurde inzwischen geändert",
    cancelled: "Sie haben es angehalten",
    usage: "Das passt nicht",
    unknown: "Das gibt es nicht",
  },
  advice: {
    unreachable:
      "Prüfen Sie, ob dieser Computer verbunden ist und ob Webmail unter derselben Adresse aufgeht.",
    certificate:
      "Vergleichen Sie den Fingerabdruck mit dem, den Ihre Administration Ihnen nennt, und vertrauen Sie ihm für dieses Konto, wenn er übereinstimmt.",
    "sign-in":
      "Melden Sie sich mit demselben Namen und Kennwort bei Webmail an; geben Sie dann das Kennwort noch einmal ein.",
    "not-allowed": "Fragen Sie Ihre Administration, ob Sie diese Sammlung verwenden dürfen.",
    missing: "Testen Sie das Konto; wählen Sie die Sammlung oder den Ordner neu, wenn sie verschoben wurden.",
    "server-trouble":
      "Nichts ging verloren. Versuchen Sie es in einigen Minuten wieder; sagen Sie Ihrer Administration Bescheid, wenn es so bleibt.",
    nonsense: "Prüfen Sie, ob es die Adresse ist, unter der Sie Webmail öffnen; testen Sie das Konto.",
    "too-large": "Machen Sie den Eintrag kleiner, oder lassen Sie ihn, wo er ist.",
    "disk-full":
      "Schaffen Sie Platz auf der Festplatte und synchronisieren Sie noch einmal; nichts ging verloren.",
    storage:
      "Prüfen Sie, ob es den Ordner gibt und Sie hineinschreiben dürfen; schließen Sie andere Programme, die ihn verwenden.",
    "in-use": "Warten Sie, bis das andere fertig ist, sehen Sie noch einmal nach und wiederholen Sie es.",
    cancelled: "Synchronisieren Sie, wann immer Sie möchten; was schon getan ist, bleibt.",
    usage: "Ändern Sie, was eingegeben wurde, und versuchen Sie es noch einmal.",
    unknown: "Vielleicht wurde es inzwischen entfernt. Wählen Sie neu.",
  },
};
