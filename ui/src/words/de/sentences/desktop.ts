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

  // Neuere Versionen
  "SmarterMail Sync {newer} is there. You have {own}.": "SmarterMail Sync {newer} ist da. Sie haben {own}.",
  "{version} is the newest version.": "{version} ist die neueste Version.",
  "Install and restart": "Installieren und neu starten",
  Later: "Später",
  "the newer version is larger than it can be": "die neuere Version ist größer, als sie sein kann",
  "the newer version could not be fetched ({error})":
    "die neuere Version konnte nicht geholt werden ({error})",
  "the newer version is not signed as its makers sign it, and was thrown away":
    "die neuere Version ist nicht so unterschrieben, wie ihre Hersteller unterschreiben, und wurde weggeworfen",
  "the newer version makes no sense ({error})": "die neuere Version ergibt keinen Sinn ({error})",
  "the newer version could not be installed ({error})":
    "die neuere Version konnte nicht installiert werden ({error})",
  "Nothing was changed. Try again later.": "Nichts wurde geändert. Versuchen Sie es später noch einmal.",
  "Nothing was changed. Download it by hand where you got the program.":
    "Nichts wurde geändert. Laden Sie sie von Hand dort herunter, woher Sie das Programm haben.",
  "Move {program} back to where the program was.":
    "Verschieben Sie {program} wieder dorthin, wo das Programm war.",

  // Dateien wählen
  "Contacts and calendars": "Kontakte und Kalender",
};
