// Was schiefgehen kann, auf dem Server und auf diesem Computer, und Rat dazu.
import type { Sentences } from ".";

export const troubles: Sentences = {
  // Was an einer Seite schiefgehen kann
  "the name of the server was not found": "der Name des Servers wurde nicht gefunden",
  "no connection: {why}": "keine Verbindung: {why}",
  "the certificate is not trusted ({reason}); its fingerprint is {fingerprint}":
    "dem Zertifikat wird nicht vertraut ({reason}); sein Fingerabdruck ist {fingerprint}",
  "the server did not answer within {seconds} s": "der Server hat {seconds} s lang nicht geantwortet",
  "the user name or the password was not accepted":
    "der Anmeldename oder das Kennwort wurde nicht angenommen",
  "the server does not allow it: {why}": "der Server erlaubt es nicht: {why}",
  "it does not exist": "das gibt es nicht",
  "the server asks to wait {seconds} s": "der Server bittet, {seconds} s zu warten",
  "the server asks to wait": "der Server bittet zu warten",
  "the server failed (status {status})": "der Server ist gescheitert (Status {status})",
  "the answer makes no sense: {what}": "die Antwort ergibt keinen Sinn: {what}",
  "too large (more than {limit} bytes)": "zu groß (mehr als {limit} Byte)",
  "the disk is full": "die Festplatte ist voll",
  "it could not be read or written: {why}": "es ließ sich nicht lesen oder schreiben: {why}",
  "the store cannot be used: {why}": "der Speicher lässt sich nicht verwenden: {why}",
  cancelled: "angehalten",
  "the server does not speak TLS at this address (https where it should be http?)":
    "der Server spricht unter dieser Adresse kein TLS (https, wo http stehen müsste?)",
  "the address cannot be used": "die Adresse lässt sich nicht verwenden",
  "the item was not sent": "der Eintrag wurde nicht gesendet",
  "the server left it out": "der Server hat es ausgelassen",
  "the listing has no end": "die Liste hat kein Ende",
  "the reply could not be read": "die Antwort ließ sich nicht lesen",
  "the reply was cut off": "die Antwort wurde abgeschnitten",
  "the server is not running, or a firewall refuses it":
    "der Server läuft nicht, oder eine Firewall weist die Verbindung ab",
  "it was cut off": "sie brach ab",
  "no way leads to the server from this computer": "von diesem Computer führt kein Weg zum Server",
  "it asks to sign in with {ways}, which is not supported":
    "er verlangt eine Anmeldung mit {ways}, was nicht unterstützt wird",
  "the item could not be read before writing it": "der Eintrag ließ sich vor dem Schreiben nicht lesen",
  "the calendars are on another host, {host}, and you have not agreed to sign in there":
    "die Kalender liegen auf einem anderen Server, {host}, und Sie haben nicht zugestimmt, sich dort anzumelden",
  "there is a web page at this address, but no calendars or address books":
    "unter dieser Adresse liegt eine Webseite, aber keine Kalender oder Adressbücher",
  "no calendars or address books were found at this address":
    "unter dieser Adresse wurden keine Kalender oder Adressbücher gefunden",
  "it leads to {target}": "sie leitet weiter zu {target}",
  "it leads on and on": "sie leitet immer weiter",
  "the server refuses SyncML": "der Server lehnt SyncML ab",
  "a web page instead of SyncML": "eine Webseite statt SyncML",
  "the server asks for ever more": "der Server fragt immer weiter",
  "the store on the server is another one now ({store}); the next pass compares everything":
    "der Speicher auf dem Server ist jetzt ein anderer ({store}); der nächste Durchlauf vergleicht alles",
  "the server did not finish the store": "der Server hat den Speicher nicht zu Ende gebracht",
  "the server does not let this store be synchronised":
    "der Server lässt diesen Speicher nicht synchronisieren",
  "there is no room on the server": "auf dem Server ist kein Platz",
  "the server refused the store ({code})": "der Server hat den Speicher abgelehnt ({code})",
  "the server does not let this device synchronise": "der Server lässt dieses Gerät nicht synchronisieren",
  "the server refused the message ({code})": "der Server hat die Nachricht abgelehnt ({code})",
  "the session stopped": "die Sitzung brach ab",
  "the session had no store": "die Sitzung hatte keinen Speicher",
  "the server did not answer for it": "der Server hat dazu nicht geantwortet",
  "the server lists it no more, and did not say that it was deleted":
    "der Server führt es nicht mehr auf und hat nicht gesagt, dass es gelöscht wurde",
  "the answer to its sending was lost": "die Antwort auf das Senden ging verloren",
  "the server's reply was cut off": "die Antwort des Servers wurde abgeschnitten",
  "the server's reply is empty": "die Antwort des Servers ist leer",
  "the server answered with a web page instead of DAV":
    "der Server hat mit einer Webseite statt mit DAV geantwortet",
  "the server answered with something that is not XML":
    "der Server hat mit etwas geantwortet, das kein XML ist",
  "the server redirects from https to http": "der Server leitet von https auf http um",
  "the server redirects too often": "der Server leitet zu oft um",
  "the server redirects in a circle": "der Server leitet im Kreis um",
  "the server redirects to nowhere": "der Server leitet ins Nichts um",

  // Dateien und Speicher auf diesem Computer
  "it is not the name of an item": "das ist nicht der Name eines Eintrags",
  "the file holds one of the {kinds} now; it was left alone":
    "die Datei enthält jetzt etwas aus {kinds}; sie wurde nicht angerührt",
  "the file holds several items; it was left alone. Import it, or split it into one file for each item":
    "die Datei enthält mehrere Einträge; sie wurde nicht angerührt. Importieren Sie sie, oder teilen Sie sie in eine Datei je Eintrag",
  "the file is empty; it was left alone": "die Datei ist leer; sie wurde nicht angerührt",
  "another program is writing it; it is read next time":
    "ein anderes Programm schreibt sie gerade; sie wird nächstes Mal gelesen",
  "it is a link or a folder, not a file": "es ist ein Verweis oder ein Ordner, keine Datei",
  "it gave no answer": "er hat nicht geantwortet",
  "the file is a database of another program; it was left alone":
    "die Datei ist die Datenbank eines anderen Programms; sie wurde nicht angerührt",
  "it was made by a newer version of this program (layout {version}); install that version to open it":
    "er stammt von einer neueren Version dieses Programms (Aufbau {version}); installieren Sie diese, um ihn zu öffnen",
  "another program has kept it locked for several seconds; close that program, or try again later":
    "ein anderes Programm hält ihn seit mehreren Sekunden gesperrt; schließen Sie es, oder versuchen Sie es später",
  "it cannot be opened for writing ({error}); check the folder and its permissions":
    "er lässt sich nicht zum Schreiben öffnen ({error}); prüfen Sie den Ordner und seine Rechte",
  "the file is damaged ({what}). Nothing was changed. Put a backup in its place, or move it aside: the items then come back from the server":
    "die Datei ist beschädigt ({what}). Nichts wurde geändert. Legen Sie eine Sicherung an ihre Stelle, oder schieben Sie sie beiseite: dann kommen die Einträge vom Server zurück",
  "the journal is in use by another program": "das Journal wird von einem anderen Programm verwendet",
  "the journal is damaged: {what}": "das Journal ist beschädigt: {what}",
  "the journal was written by a newer version of SmarterMail Sync (format {found}, this one knows {known})":
    "das Journal stammt von einer neueren Version von SmarterMail Sync (Format {found}, diese kennt {known})",
  "the journal cannot be used: {why}": "das Journal lässt sich nicht verwenden: {why}",
  "the journal holds something unreadable: {why}": "das Journal enthält etwas Unlesbares: {why}",
  "the journal": "das Journal",
  passwords: "Kennwörter",
  "this pass": "dieser Durchlauf",
  "the program": "das Programm",
  "the file": "die Datei",
  "the picture": "das Bild",
  "the clipboard": "die Zwischenablage",
  "start with the computer": "mit dem Computer starten",
  "the server's address": "die Adresse des Servers",
  contacts: "Kontakte",
  appointments: "Termine",
  tasks: "Aufgaben",
  notes: "Notizen",

  // Rat dazu
  "Check the address for typing mistakes, and that this computer is online.":
    "Prüfen Sie die Adresse auf Tippfehler, und ob dieser Computer verbunden ist.",
  "Check that this computer is online and that webmail opens at the same address.":
    "Prüfen Sie, ob dieser Computer verbunden ist und ob Webmail unter derselben Adresse aufgeht.",
  "Compare the fingerprint with the one your administrator gives you, and trust it for this account if they match.":
    "Vergleichen Sie den Fingerabdruck mit dem, den Ihre Administration Ihnen nennt, und vertrauen Sie ihm für dieses Konto, wenn er übereinstimmt.",
  "Sign in to webmail with the same name and password; then type the password again.":
    "Melden Sie sich mit demselben Namen und Kennwort bei Webmail an; geben Sie dann das Kennwort noch einmal ein.",
  "Ask the administrator whether you may use this collection.":
    "Fragen Sie Ihre Administration, ob Sie diese Sammlung verwenden dürfen.",
  "Run the account's test; choose the collection or folder again if it was moved.":
    "Testen Sie das Konto; wählen Sie die Sammlung oder den Ordner neu, wenn sie verschoben wurden.",
  "Nothing was lost. Try again in a few minutes; tell the administrator if it goes on.":
    "Nichts ging verloren. Versuchen Sie es in einigen Minuten wieder; sagen Sie Ihrer Administration Bescheid, wenn es so bleibt.",
  "Check that the address is the one you open for webmail; run the account's test.":
    "Prüfen Sie, ob es die Adresse ist, unter der Sie Webmail öffnen; testen Sie das Konto.",
  "Make the item smaller, or leave it where it is.":
    "Machen Sie den Eintrag kleiner, oder lassen Sie ihn, wo er ist.",
  "Make room on the disk and synchronise again; nothing was lost.":
    "Schaffen Sie Platz auf der Festplatte und synchronisieren Sie noch einmal; nichts ging verloren.",
  "Check that the folder exists and that you may write in it.":
    "Prüfen Sie, ob es den Ordner gibt und Sie hineinschreiben dürfen.",
  "Close other programs that use it and try again.":
    "Schließen Sie andere Programme, die ihn verwenden, und versuchen Sie es noch einmal.",
  "Synchronise again whenever you like; what was done so far is kept.":
    "Synchronisieren Sie, wann immer Sie möchten; was schon getan ist, bleibt.",
  "Wait until the other synchronisation has finished.":
    "Warten Sie, bis die andere Synchronisierung fertig ist.",
  "Your items are safe on both sides. Move the journal file away and synchronise: both sides are matched again.":
    "Ihre Einträge sind auf beiden Seiten sicher. Schieben Sie die Journaldatei beiseite und synchronisieren Sie: dann werden beide Seiten neu abgeglichen.",
  "Install the newest version of SmarterMail Sync.":
    "Installieren Sie die neueste Version von SmarterMail Sync.",
  "Try again; if it stays so, see the log.":
    "Versuchen Sie es noch einmal; bleibt es so, hilft das Protokoll.",
  "Choose another collection for it in the account's settings, or untick it.":
    "Wählen Sie in den Kontoeinstellungen eine andere Sammlung dafür, oder entfernen Sie den Haken.",
  "Wait until that has finished, or cancel it there.":
    "Warten Sie, bis das fertig ist, oder halten Sie es dort an.",
  "Wait until that has finished, or cancel it.": "Warten Sie, bis das fertig ist, oder halten Sie es an.",
};
