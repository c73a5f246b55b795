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
    toSend: "Änderungen zu senden",
  },
  cutOffHint: "Nichts ist verloren. Synchronisieren Sie noch einmal; es geht von dem aus weiter, was da ist.",

  nothingToDo: "Nichts zu tun",
  nothingDone: "Nichts wurde synchronisiert",
  received: (n) => count(n, { other: "# empfangen" }),
  sent: (n) => count(n, { other: "# gesendet" }),
  linked: (n) => count(n, { other: "# als gleich erkannt" }),
  requests: (n) => count(n, { one: "# Anfrage", other: "# Anfragen" }),
  partFailed: (kinds) => `${kinds} fehlgeschlagen`,
  lastPass: "Letzter Durchlauf",
};
