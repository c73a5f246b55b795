import type { shell as english } from "../en/shell";
import { counting, type Translated } from "../translated";

const count = counting("de");

export const shell: Translated<typeof english> = {
  product: "SmarterMail Sync",
  places: "Bereiche",
  place: {
    home: "Übersicht",
    contacts: "Kontakte",
    calendar: "Kalender",
    tasks: "Aufgaben",
    notes: "Notizen",
    conflicts: "Konflikte",
    history: "Verlauf",
    settings: "Einstellungen",
    accounts: "Kontoeinstellungen",
    "add-account": "Konto hinzufügen",
  },
  conflictsWaiting: (n) => count(n, { one: "# Konflikt wartet", other: "# Konflikte warten" }),
  kind: { contact: "Kontakte", appointment: "Termine", task: "Aufgaben", note: "Notizen" },
  kindOne: { contact: "Kontakt", appointment: "Termin", task: "Aufgabe", note: "Notiz" },
  side: { server: "Server", local: "Dieser Computer" },

  synchronize: "Synchronisieren",
  synchronizing: "Wird synchronisiert …",
  chooseWhat: "Auswählen, was synchronisiert wird",
  all: "Alle Konten",
  preview: "Vorschau …",

  justNow: "gerade eben",
  close: "Schließen",
  cancel: "Abbrechen",
  ok: "OK",
  save: "Speichern",
  remove: "Entfernen",
  back: "Zurück",
  undo: "Rückgängig",
  retry: "Erneut versuchen",
  copy: "Kopieren",
  copied: "Kopiert",
  copyDetails: "Einzelheiten kopieren",
  loading: "Wird geladen …",
  notifications: "Meldungen",

  keys: "Tasten",
  keysEverywhere: "Überall",
  keysInDialogs: "In Dialogen",
  key: {
    help: "Die Tasten zeigen",
    synchronize: "Alle Konten synchronisieren",
    places: "Zu einem Bereich gehen, in der Reihenfolge der Liste",
    back: "Zurück",
    settings: "Einstellungen",
    search: "In der Liste suchen",
    close: "Den Dialog schließen, ohne etwas zu entscheiden",
    next: "Nächstes oder voriges Element",
    press: "Drücken, was den Fokus hat",
    more: "Tasten des Dialogs, wo er eigene hat",
  },
  keyName: { escape: "Esc", tab: "Tab", space: "Leertaste", enter: "Eingabe", control: "Strg" },
};
