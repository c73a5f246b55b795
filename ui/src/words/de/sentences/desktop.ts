// Was das Programm außerhalb seiner Fenster sagt: im Infobereich, in Mitteilungen, in Dialogen der Arbeitsfläche.
import type { Sentences } from ".";

export const desktop: Sentences = {
  // Das Symbol und sein Menü
  "SmarterMail Sync": "SmarterMail Sync",
  "SmarterMail Sync: synchronising": "SmarterMail Sync: synchronisiert",
  "SmarterMail Sync: conflicts wait for you": "SmarterMail Sync: Konflikte warten auf Sie",
  "SmarterMail Sync: the last synchronisation failed":
    "SmarterMail Sync: die letzte Synchronisierung ist fehlgeschlagen",
  Synchronize: "Synchronisieren",
  All: "Alle",
  "Resolve conflicts ({count})": "Konflikte lösen ({count})",
  "Account Settings": "Kontoeinstellungen",
  "Look for a newer version": "Nach einer neueren Version suchen",
  "Open SmarterMail Sync": "SmarterMail Sync öffnen",
  Quit: "Beenden",

  // Mitteilungen und ihre Knöpfe
  Resolve: "Lösen",
  Decide: "Entscheiden",
  "The program ended in the middle of a synchronisation. Nothing is lost: synchronise again, and it goes on from what is there.":
    "Das Programm endete mitten in einer Synchronisierung. Nichts ist verloren: Synchronisieren Sie noch einmal, dann geht es von dort weiter.",
  "Many items would be deleted. Open the window to decide.":
    "Viele Einträge würden gelöscht. Öffnen Sie das Fenster, um zu entscheiden.",
  "One item was changed on both sides. Open the window to decide.":
    "Ein Eintrag wurde auf beiden Seiten geändert. Öffnen Sie das Fenster, um zu entscheiden.",
  "{count} items were changed on both sides. Open the window to decide.":
    "{count} Einträge wurden auf beiden Seiten geändert. Öffnen Sie das Fenster, um zu entscheiden.",
  "{message}. {hint}": "{message}. {hint}",

  // Dateien wählen
  "Contacts and calendars": "Kontakte und Kalender",
};
