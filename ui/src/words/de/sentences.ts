// Die Sätze des Programms: das englische Muster, mit dem er kommt, und derselbe auf Deutsch. Was in {Klammern} steht, sind
// seine Werte. Ein Test vergleicht sie mit dem, was das Programm sagen kann.

export const sentences: Readonly<Record<string, string>> = {
  // Warum etwas getan wurde
  "new on the server": "neu auf dem Server",
  "new here": "neu auf diesem Computer",
  "changed on the server": "auf dem Server geändert",
  "changed here": "auf diesem Computer geändert",
  "deleted on the server": "auf dem Server gelöscht",
  "deleted here": "auf diesem Computer gelöscht",
  "both sides changed different parts; put together":
    "beide Seiten haben Verschiedenes geändert; zusammengeführt",
  "the same on both sides": "auf beiden Seiten gleich",
  "both sides changed it; the account's policy decided":
    "beide Seiten haben es geändert; die Regel des Kontos hat entschieden",
  "both versions kept, as two items": "beide Fassungen behalten, als zwei Einträge",
  "as you decided": "wie Sie entschieden haben",
  "brought back instead of being deleted": "zurückgeholt statt gelöscht",
  undone: "rückgängig gemacht",
  "{why}: {field}": "{why}: {field}",
  "{why}; the reply was lost, and it was found done":
    "{why}; die Antwort ging verloren, und es war schon getan",
  "an earlier pass was cut off while it wrote this; it was so before":
    "ein früherer Durchlauf wurde unterbrochen, während er dies schrieb; so war es vorher",

  // Konflikte
  "it was changed on both sides since the last synchronisation":
    "seit der letzten Synchronisierung wurde es auf beiden Seiten geändert",
  "it was changed on this computer and deleted on the server":
    "es wurde auf diesem Computer geändert und auf dem Server gelöscht",
  "it was deleted on this computer and changed on the server":
    "es wurde auf diesem Computer gelöscht und auf dem Server geändert",
  "these two might be the same": "diese beiden sind vielleicht dasselbe",
  "you took back a change, and the two sides differ again":
    "Sie haben eine Änderung zurückgenommen, und die beiden Seiten sind wieder verschieden",
  "“{title}” changed since you decided; nothing was done with it, and it is looked at anew":
    "„{title}“ wurde geändert, seit Sie entschieden haben; damit wurde nichts getan, und es wird neu angesehen",
  "it was not the same after all; it is synchronised on its own":
    "es war doch nicht dasselbe; es wird für sich synchronisiert",
  "there is no open conflict {number}": "es gibt keinen offenen Konflikt {number}",
  "See the conflicts that wait with: smsync conflicts": "Sehen Sie nach, welche Konflikte warten.",
  "See the rows with: smsync conflicts": "Sehen Sie sich die Zeilen noch einmal an.",
  "that local item is not one of those it might be":
    "dieser lokale Eintrag ist keiner von denen, die es sein könnten",
  "Choose one of the items listed with the conflict.":
    "Wählen Sie einen der Einträge, die beim Konflikt stehen.",
  "Choose another of the items it might be.": "Wählen Sie einen anderen der ähnlichen Einträge.",
  "one side deleted the item, so there is nothing to merge":
    "eine Seite hat den Eintrag gelöscht, darum gibt es nichts zusammenzuführen",
  "Keep the server's or the local side.": "Behalten Sie die Seite des Servers oder die lokale.",
  "not everything is decided yet: {open}": "noch nicht alles ist entschieden: {open}",
  "Pick the server's or the local value for each of them.":
    "Wählen Sie für jedes den Wert des Servers oder den lokalen.",
  "Look at it again; nothing was lost.": "Sehen Sie noch einmal nach; nichts ging verloren.",

  // Was vorerst bleibt, wie es ist
  "{why}; it stays as it is {place}": "{why}; {place} bleibt es, wie es ist",
  "on the server": "auf dem Server",
  "on this computer": "auf diesem Computer",
  "its text {place} cannot be read ({reason}); it is left as it is on both sides":
    "der Text {place} lässt sich nicht lesen ({reason}); beide Seiten bleiben, wie sie sind",
  "the change cannot be written {there} ({why}); it is kept {here}":
    "die Änderung lässt sich {there} nicht schreiben ({why}); {here} bleibt sie erhalten",
  "read-only": "schreibgeschützt",
  "this account only takes changes from the server": "dieses Konto übernimmt nur Änderungen vom Server",
  "this account only sends changes to the server": "dieses Konto sendet nur Änderungen an den Server",
  "the server allows reading only": "der Server erlaubt nur Lesen",
  "it is shared with you for reading only": "es ist nur zum Lesen für Sie freigegeben",
  "the server says that something is in its place already, and nothing is; it is tried again in the next pass":
    "der Server sagt, an seiner Stelle sei schon etwas, doch da ist nichts; der nächste Durchlauf versucht es wieder",
  "another item has every name that was tried for it":
    "jeder Name, der dafür versucht wurde, gehört einem anderen Eintrag",
  "an item is missing from the listing, and nothing is done with it: {why}":
    "ein Eintrag fehlt in der Liste, und nichts wird mit ihm getan: {why}",
  "you left it out; it is offered again in the next pass":
    "Sie haben es ausgelassen; der nächste Durchlauf bietet es wieder an",
  "it could not be fetched ({why}); it is tried again in the next pass":
    "es ließ sich nicht abholen ({why}); der nächste Durchlauf versucht es wieder",
  "with {size} bytes it is larger than what fits {place} ({limit} bytes); make it smaller, or leave it where it is":
    "mit {size} Byte ist es größer, als {place} erlaubt ist ({limit} Byte); machen Sie es kleiner, oder lassen Sie es, wo es ist",
  "the collection is read-only": "die Sammlung ist schreibgeschützt",
  "the item is too large (at most {limit} bytes)": "der Eintrag ist zu groß (höchstens {limit} Byte)",
  "the item is too large": "der Eintrag ist zu groß",
  "the server does not accept the item: {why}": "der Server nimmt den Eintrag nicht an: {why}",
  "there is no room left": "es ist kein Platz mehr",
  "the server did not take the item: {why}": "der Server hat den Eintrag nicht genommen: {why}",
  "another collection on the server holds an item with the same UID":
    "eine andere Sammlung auf dem Server enthält einen Eintrag mit derselben UID",
  "another item on the server has the same UID": "ein anderer Eintrag auf dem Server hat dieselbe UID",
  "its name cannot be a file's name here": "sein Name taugt hier nicht als Dateiname",
  "the server does not allow it for this item": "der Server erlaubt es für diesen Eintrag nicht",

  // Rückgängig machen
  "the item was added or deleted as a whole, or its earlier text is no longer kept; undo the item instead":
    "der Eintrag wurde als Ganzes hinzugefügt oder gelöscht, oder sein früherer Text ist nicht mehr da; machen Sie den ganzen Eintrag rückgängig",
  "it is gone or cannot be read {place}": "{place} ist es nicht mehr da oder nicht lesbar",
  "this field was changed {place} since; open the item's history to choose a version":
    "dieses Feld wurde seitdem {place} geändert; wählen Sie im Verlauf des Eintrags eine Fassung",
  "this field is as it was before already": "dieses Feld ist schon wie vorher",
  "it was changed {place} since; open its history to choose a version":
    "es wurde seitdem {place} geändert; wählen Sie in seinem Verlauf eine Fassung",
  "its earlier text is no longer kept": "sein früherer Text ist nicht mehr da",
  "its place is not known any more": "sein Platz ist nicht mehr bekannt",
  "the other side gave no answer about it": "die andere Seite hat keine Antwort dazu gegeben",
  "it was changed {place} just now": "es wurde gerade eben {place} geändert",
  "you undid its copy; it stays only {place} until it changes there":
    "Sie haben seine Kopie rückgängig gemacht; es bleibt nur {place}, bis es dort geändert wird",
  "there is no pass {number}": "es gibt keinen Durchlauf {number}",
  "See the passes there were with: smsync history": "Sehen Sie im Verlauf nach, welche es gab.",
  "there is no change {number}": "es gibt keine Änderung {number}",
  "See what a pass changed with: smsync history PASS":
    "Sehen Sie im Verlauf nach, was der Durchlauf geändert hat.",

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

  // Konten und ihre Einstellungen
  "this account is being synchronised already": "dieses Konto wird schon synchronisiert",
  "{mistake}. {hint}": "{mistake}. {hint}",
  "there is an account with this name already. Choose another name.":
    "ein Konto mit diesem Namen gibt es schon. Wählen Sie einen anderen.",
  "there is an account with this name already": "ein Konto mit diesem Namen gibt es schon",
  "Choose another name, or change the account that is there.":
    "Wählen Sie einen anderen Namen, oder ändern Sie das vorhandene Konto.",
  "there is no password stored for this account": "für dieses Konto ist kein Kennwort gespeichert",
  "Type the password again in the account's settings (smsync account set NAME --password-stdin).":
    "Geben Sie das Kennwort in den Kontoeinstellungen noch einmal ein.",
  "there is no account named “{name}”": "es gibt kein Konto namens „{name}“",
  "See the accounts there are with: smsync account list":
    "Sehen Sie in den Einstellungen nach, welche Konten es gibt.",
  "the account needs a name": "das Konto braucht einen Namen",
  "Type any name you will recognise, such as Work.":
    "Geben Sie einen Namen ein, den Sie wiedererkennen, etwa Arbeit.",
  "the e-mail address is not one": "das ist keine E-Mail-Adresse",
  "Type it in full, such as anna@example.com.": "Geben Sie sie ganz ein, etwa anna@example.com.",
  "the SmarterMail URL is not a web address": "die SmarterMail-URL ist keine Webadresse",
  "Type what you type in the browser for webmail, such as https://mail.example.com":
    "Geben Sie ein, was Sie im Browser für Webmail eingeben, etwa https://mail.example.com",
  "nothing is chosen to be synchronised": "es ist nichts zum Synchronisieren gewählt",
  "Choose at least one of contacts, appointments, tasks, notes.":
    "Wählen Sie mindestens eines aus Kontakten, Terminen, Aufgaben und Notizen.",
  "this kind is not chosen in the account": "diese Art ist im Konto nicht gewählt",
  "the server has no CalDAV or CardDAV": "der Server hat kein CalDAV oder CardDAV",
  "“{setting}” is fixed by the administrator of this computer":
    "„{setting}“ ist von der Administration dieses Computers festgelegt",
  "Leave it as it is, or ask the administrator to change it for everyone.":
    "Lassen Sie es so, oder bitten Sie die Administration, es für alle zu ändern.",
  "the settings for everyone on this computer cannot be used: {error}":
    "die Einstellungen für alle auf diesem Computer lassen sich nicht verwenden: {error}",
  "Tell the administrator of this computer. Nothing was synchronised, nothing was changed.":
    "Sagen Sie der Administration dieses Computers Bescheid. Nichts wurde synchronisiert, nichts geändert.",
  "{kinds} of this account were never synchronised": "{kinds} dieses Kontos wurden noch nie synchronisiert",
  "Synchronise once; then the answer can be remembered.":
    "Synchronisieren Sie einmal; dann kann die Antwort gemerkt werden.",

  // Der Test eines Kontos
  Name: "Name",
  Connection: "Verbindung",
  Certificate: "Zertifikat",
  Encryption: "Verschlüsselung",
  Address: "Adresse",
  "Sign in": "Anmeldung",
  "Calendars and contacts": "Kalender und Kontakte",
  Collections: "Sammlungen",
  "The server": "Der Server",
  "Other hosts": "Andere Server",
  SyncML: "SyncML",
  Contacts: "Kontakte",
  Appointments: "Termine",
  Tasks: "Aufgaben",
  Notes: "Notizen",
  "{host} was found": "{host} wurde gefunden",
  "no server called {host} was found": "ein Server namens {host} wurde nicht gefunden",
  "connected to {host}": "mit {host} verbunden",
  "connected to {host} ({server})": "mit {host} verbunden ({server})",
  "it is trusted": "ihm wird vertraut",
  "it is not trusted: {reason}. SHA-256: {fingerprint}":
    "ihm wird nicht vertraut: {reason}. SHA-256: {fingerprint}",
  "the connection is not encrypted; use https:// if the server offers it":
    "die Verbindung ist nicht verschlüsselt; verwenden Sie https://, wenn der Server es anbietet",
  "the server does not accept this name and password":
    "der Server nimmt diesen Namen und dieses Kennwort nicht an",
  "the name and the password were accepted": "der Name und das Kennwort wurden angenommen",
  "the server did not ask for a password": "der Server hat kein Kennwort verlangt",
  "the server has no collection for any of the chosen kinds":
    "der Server hat für keine der gewählten Arten eine Sammlung",
  "the server has no collection for {kinds}": "der Server hat keine Sammlung für {kinds}",
  "the server has no collection called “{name}” for {kinds}; it has {known}":
    "der Server hat keine Sammlung „{name}“ für {kinds}; er hat {known}",
  "“{title}” by {protocol}, {url}": "„{title}“ über {protocol}, {url}",
  "{place}; {why}": "{place}; {why}",
  "{place}; somebody shares it with you": "{place}; jemand teilt sie mit Ihnen",
  "{host} was not asked, because you have not agreed to sign in there":
    "{host} wurde nicht gefragt, denn Sie haben nicht zugestimmt, sich dort anzumelden",
  "{n} collections": "Sammlungen: {n}",
  "{this}, {more}": "{this}, {more}",
  "tells what changed": "sagt, was sich geändert hat",
  "lists everything each time": "führt jedes Mal alles auf",
  "keeps contacts as vCard 4.0": "behält Kontakte als vCard 4.0",
  "takes items up to {size} KiB": "nimmt Einträge bis {size} KiB",
  "{n} collections were found": "Gefundene Sammlungen: {n}",
  "It tells what changed, so that passes are short":
    "Er sagt, was sich geändert hat, sodass Durchläufe kurz sind",
  "It lists everything each time, so that passes take longer":
    "Er führt jedes Mal alles auf, sodass Durchläufe länger dauern",
  "It keeps contacts as vCard 4.0": "Er behält Kontakte als vCard 4.0",
  "It takes items up to {size} KiB": "Er nimmt Einträge bis {size} KiB",
  "{n} collections are shared with you": "Mit Ihnen geteilte Sammlungen: {n}",
  "SyncML answers at {address}.": "SyncML antwortet unter {address}.",
  "SyncML, the store “{store}”": "SyncML, der Speicher „{store}“",
  "the server has no SyncML store for it": "der Server hat dafür keinen SyncML-Speicher",
  "SyncML does not work at {address}: {why}.": "SyncML funktioniert unter {address} nicht: {why}.",
  "Check the user name and the password.": "Prüfen Sie den Anmeldenamen und das Kennwort.",
  "Ask the administrator whether SyncML is switched on, and whether this device is allowed.":
    "Fragen Sie Ihre Administration, ob SyncML eingeschaltet und dieses Gerät zugelassen ist.",
  "Type the address of SyncML in the account's settings, or choose CalDAV and CardDAV.":
    "Geben Sie die Adresse von SyncML in den Kontoeinstellungen ein, oder wählen Sie CalDAV und CardDAV.",
  "Type the address that you open in the browser for webmail.":
    "Geben Sie die Adresse ein, die Sie im Browser für Webmail öffnen.",
  "the address is empty; type what you open for webmail, such as https://mail.example.com":
    "die Adresse ist leer; geben Sie ein, was Sie für Webmail öffnen, etwa https://mail.example.com",
  "“{typed}” is no web address; type what you open for webmail, such as https://mail.example.com":
    "„{typed}“ ist keine Webadresse; geben Sie ein, was Sie für Webmail öffnen, etwa https://mail.example.com",
  "an address begins with https:// or http://, not with {scheme}:":
    "eine Adresse beginnt mit https:// oder http://, nicht mit {scheme}:",
  "the address holds a user name or a password; type these in their own fields":
    "die Adresse enthält einen Anmeldenamen oder ein Kennwort; geben Sie diese in ihre eigenen Felder ein",
  "Compare the fingerprint with the one your administrator gives you. If they are the same, trust this certificate for this account.":
    "Vergleichen Sie den Fingerabdruck mit dem, den Ihre Administration Ihnen nennt. Sind sie gleich, vertrauen Sie diesem Zertifikat für dieses Konto.",
  "This computer has no network connection. Connect it, then test again.":
    "Dieser Computer hat keine Netzwerkverbindung. Verbinden Sie ihn, dann testen Sie noch einmal.",
  "This computer has a network connection, but {host} does not answer. Open webmail in the browser at the same address: if that does not work either, the server is down or a firewall is in the way.":
    "Dieser Computer hat eine Netzwerkverbindung, aber {host} antwortet nicht. Öffnen Sie Webmail im Browser unter derselben Adresse: geht auch das nicht, ist der Server aus oder eine Firewall im Weg.",
  "This computer has a network connection. Check “{host}” for typing mistakes.":
    "Dieser Computer hat eine Netzwerkverbindung. Prüfen Sie „{host}“ auf Tippfehler.",
  "If webmail's address begins with http:// in the browser, type it that way.":
    "Wenn die Adresse von Webmail im Browser mit http:// beginnt, geben Sie sie so ein.",
  "Sign in to webmail with the same e-mail address and password; then type the password again here.":
    "Melden Sie sich mit derselben E-Mail-Adresse und demselben Kennwort bei Webmail an; geben Sie dann hier das Kennwort noch einmal ein.",
  "If webmail asks for a second step (a code), make an application password in webmail and use it here.":
    "Wenn Webmail einen zweiten Schritt verlangt (einen Code), erstellen Sie in Webmail ein Anwendungskennwort und verwenden es hier.",
  "The address sends on to {elsewhere}. If that is webmail, type this address.":
    "Die Adresse leitet weiter zu {elsewhere}. Ist das Webmail, geben Sie diese Adresse ein.",
  "SmarterMail answers at this address, but offers no calendars or contacts to programs. Ask the administrator whether CalDAV and CardDAV are switched on for you, and whether the server is recent enough.":
    "SmarterMail antwortet unter dieser Adresse, bietet Programmen aber keine Kalender oder Kontakte an. Fragen Sie Ihre Administration, ob CalDAV und CardDAV für Sie eingeschaltet sind und der Server neu genug ist.",
  "There is a web page at this address. Is it webmail? Copy the address from the browser while webmail is open.":
    "Unter dieser Adresse liegt eine Webseite. Ist es Webmail? Kopieren Sie die Adresse aus dem Browser, während Webmail offen ist.",
  "Something answers at this address (status {status}), but neither webmail nor calendars. Copy the address from the browser while webmail is open.":
    "Unter dieser Adresse antwortet etwas (Status {status}), aber weder Webmail noch Kalender. Kopieren Sie die Adresse aus dem Browser, während Webmail offen ist.",
  "Choose other kinds, or other collections, for this account.":
    "Wählen Sie andere Arten oder andere Sammlungen für dieses Konto.",

  // Warum einem Zertifikat nicht vertraut wird
  "this computer has no list of trusted issuers": "dieser Computer hat keine Liste vertrauter Aussteller",
  "it has expired": "es ist abgelaufen",
  "it is not valid yet; is this computer's clock right?":
    "es gilt noch nicht; geht die Uhr dieses Computers richtig?",
  "it belongs to another name": "es gehört zu einem anderen Namen",
  "it is self-signed or its issuer is unknown":
    "es ist selbst unterschrieben, oder sein Aussteller ist unbekannt",
  "its issuer is unknown": "sein Aussteller ist unbekannt",
  "it was revoked": "es wurde widerrufen",
  "it cannot be read": "es lässt sich nicht lesen",
  "it is not meant for a server": "es ist nicht für einen Server gedacht",
  "it is self-signed": "es ist selbst unterschrieben",

  // Einträge: ansehen, bearbeiten, importieren
  "it was changed meanwhile; nothing was written over it":
    "es wurde inzwischen geändert; nichts wurde überschrieben",
  "Look at it again, then repeat the change.":
    "Sehen Sie noch einmal nach, dann wiederholen Sie die Änderung.",
  "it was changed meanwhile; look at it again before changing it":
    "es wurde inzwischen geändert; sehen Sie es noch einmal an, bevor Sie es ändern",
  "Read it again and repeat the change.": "Sehen Sie es noch einmal an und wiederholen Sie die Änderung.",
  "it does not exist any more": "es ist nicht mehr da",
  "It is in the history: smsync items history.": "Es steht im Verlauf.",
  "Nothing was changed; correct the value.": "Nichts wurde geändert; berichtigen Sie den Wert.",
  "this field cannot be typed": "dieses Feld lässt sich nicht eingeben",
  "“{text}” cannot be read as {expected}": "„{text}“ ist nicht lesbar als {expected}",
  "a date such as 1985-04-12, or --04-12 without a year": "ein Datum wie 1985-04-12, oder --04-12 ohne Jahr",
  "done, needs action, in process, cancelled or a per cent such as 40 %":
    "done, needs action, in process, cancelled oder Prozent wie 40 %",
  "draft, final or cancelled": "draft, final oder cancelled",
  "confirmed, tentative or cancelled": "confirmed, tentative oder cancelled",
  "high, normal, low or a number from 1 to 9": "high, normal, low oder eine Zahl von 1 bis 9",
  "private, confidential or public": "private, confidential oder public",
  "busy or free": "busy oder free",
  "an e-mail address such as bert@example.org, or Bert <bert@example.org>":
    "eine E-Mail-Adresse wie bert@example.org, oder Bert <bert@example.org>",
  "a day such as 2026-07-15, or a time such as 2026-07-15 14:00 Europe/Berlin":
    "ein Tag wie 2026-07-15, oder eine Zeit wie 2026-07-15 14:00 Europe/Berlin",
  "a time such as 15 minutes, or 1 day 2 hours": "eine Zeit wie 15 minutes, oder 1 day 2 hours",
  "a time such as 2026-07-15 14:00 – 15:00 Europe/Berlin, or days such as 2026-07-15 – 2026-07-17":
    "eine Zeit wie 2026-07-15 14:00 – 15:00 Europe/Berlin, oder Tage wie 2026-07-15 – 2026-07-17",
  "a rule such as every 2 weeks on Monday, 5 times, or FREQ=WEEKLY;COUNT=5":
    "eine Regel wie every 2 weeks on Monday, 5 times, oder FREQ=WEEKLY;COUNT=5",
  "that value is not in it any more": "dieser Wert ist nicht mehr darin",
  "there is no occurrence “{day}” in it": "darin gibt es keinen Termin „{day}“",
  "there is no item “{id}”": "es gibt keinen Eintrag „{id}“",
  "See the items there are with: smsync items list": "Vielleicht wurde er inzwischen gelöscht.",
  "Its text can still be exported as it is.": "Sein Text lässt sich noch exportieren, wie er ist.",
  "Its text can still be seen and copied.": "Sein Text lässt sich noch ansehen und kopieren.",
  "that version is not kept any more": "diese Fassung ist nicht mehr da",
  "Versions are kept for 90 days.": "Fassungen bleiben 90 Tage.",
  "Make it smaller.": "Machen Sie es kleiner.",
  "Choose another place for it.": "Wählen Sie einen anderen Platz dafür.",
  "A day is written like 2026-11-25.": "Ein Tag wird geschrieben wie 2026-11-25.",
  "{name}: {why}": "{name}: {why}",
  "{name}: there is no item in it": "{name}: darin ist kein Eintrag",
  "{name}: something in it is no contact, appointment, task or note":
    "{name}: etwas darin ist weder Kontakt noch Termin, Aufgabe oder Notiz",
  "“{title}”: {kinds} are not switched on for this account":
    "„{title}“: {kinds} sind für dieses Konto nicht eingeschaltet",
  "“{title}”: {why}": "„{title}“: {why}",
  "Choose a .vcf or .ics file that you may read.":
    "Wählen Sie eine .vcf- oder .ics-Datei, die Sie lesen dürfen.",
  "Choose a .vcf or .ics file.": "Wählen Sie eine .vcf- oder .ics-Datei.",
  "this is no picture": "das ist kein Bild",
  "Choose a JPEG or PNG file.": "Wählen Sie eine JPEG- oder PNG-Datei.",
  "the file is too large": "die Datei ist zu groß",
  "Split it, then try again.": "Teilen Sie sie, dann versuchen Sie es noch einmal.",

  // Kennwörter
  "the keyring of this computer": "im Schlüsselbund dieses Computers",
  "the memory of this session": "im Speicher dieser Sitzung",
  "a file sealed with a passphrase": "in einer mit Passphrase versiegelten Datei",
  "this computer": "auf diesem Computer",
  "Passwords are kept in {path}, sealed with your passphrase.":
    "Kennwörter liegen in {path}, mit Ihrer Passphrase versiegelt.",
  "Passwords are kept in the keyring of this computer.":
    "Kennwörter liegen im Schlüsselbund dieses Computers.",
  "Passwords are in {path}, but no passphrase was given to open it (set {variable}), and {why}. New ones are kept until this program ends.":
    "Kennwörter liegen in {path}, aber es wurde keine Passphrase gegeben, um die Datei zu öffnen (setzen Sie {variable}), und {why}. Neue bleiben, bis dieses Programm endet.",
  "Passwords are kept only until this program ends, because {why}. Set {variable} to keep them in a sealed file.":
    "Kennwörter bleiben nur, bis dieses Programm endet, denn {why}. Setzen Sie {variable}, um sie in einer versiegelten Datei zu behalten.",
  "no keyring can be reached: {why}": "kein Schlüsselbund ist erreichbar: {why}",
  "the keyring is locked or does not give access: {why}":
    "der Schlüsselbund ist gesperrt oder gibt keinen Zugang: {why}",
  "the keyring did not answer within {seconds} s; perhaps it is asking for its own password":
    "der Schlüsselbund hat {seconds} s lang nicht geantwortet; vielleicht fragt er nach seinem eigenen Kennwort",
  "the keyring refused: {why}": "der Schlüsselbund hat abgelehnt: {why}",
  "the passphrase does not open {path}": "die Passphrase öffnet {path} nicht",
  "{path} is not a sealed file of this program, or it is damaged: {reason}":
    "{path} ist keine versiegelte Datei dieses Programms, oder sie ist beschädigt: {reason}",
  "{path} could not be read or written: {reason}": "{path} ließ sich nicht lesen oder schreiben: {reason}",
  "Start the desktop's keyring, or set SMSYNC_PASSPHRASE to keep passwords in a file sealed with that passphrase.":
    "Starten Sie den Schlüsselbund des Desktops, oder setzen Sie SMSYNC_PASSPHRASE, um Kennwörter in einer damit versiegelten Datei zu behalten.",
  "Unlock the keyring and try again.": "Entsperren Sie den Schlüsselbund und versuchen Sie es noch einmal.",
  "Look at the entry “smartermail-sync” in the keyring's own program, and remove it if it is damaged.":
    "Sehen Sie im Programm des Schlüsselbunds den Eintrag „smartermail-sync“ an, und entfernen Sie ihn, wenn er beschädigt ist.",
  "Check SMSYNC_PASSPHRASE. If the passphrase is lost, delete the file and type the passwords again.":
    "Prüfen Sie SMSYNC_PASSPHRASE. Ist die Passphrase verloren, löschen Sie die Datei und geben die Kennwörter neu ein.",
  "Put a backup in its place, or delete it and type the passwords again.":
    "Legen Sie eine Sicherung an ihre Stelle, oder löschen Sie sie und geben die Kennwörter neu ein.",
  "Check the folder, its permissions and the room on the disk.":
    "Prüfen Sie den Ordner, seine Rechte und den Platz auf der Festplatte.",

  // Das Programm selbst
  "this system does not say where programs keep their data":
    "dieses System sagt nicht, wo Programme ihre Daten ablegen",
  "Name a folder with --home DIR or SMSYNC_HOME.": "Nennen Sie einen Ordner mit --home DIR oder SMSYNC_HOME.",
  "Add the program to the programs that start with your session by hand.":
    "Fügen Sie das Programm von Hand zu denen hinzu, die mit Ihrer Sitzung starten.",
  "Choose a folder that you may write in, with room on its disk.":
    "Wählen Sie einen Ordner, in den Sie schreiben dürfen, mit Platz auf der Festplatte.",
  "it cannot be used from here": "sie lässt sich von hier aus nicht verwenden",
  "Select the text and copy it.": "Markieren Sie den Text und kopieren Sie ihn.",
  "links of this sort are not opened": "Links dieser Art werden nicht geöffnet",
  "Copy it, and open it where you trust it.": "Kopieren Sie ihn, und öffnen Sie ihn, wo Sie ihm vertrauen.",
  "Copy the link and open it in the browser.": "Kopieren Sie den Link und öffnen Sie ihn im Browser.",
  "Your items are safe. Start the program again; if it stays so, send us the log.":
    "Ihre Einträge sind sicher. Starten Sie das Programm neu; bleibt es so, senden Sie uns das Protokoll.",
  "a part of the program stopped: {error}": "ein Teil des Programms ist stehen geblieben: {error}",
  "the bundled server is not installed beside this program":
    "der mitgelieferte Server ist nicht neben diesem Programm installiert",
  "Install it from the same place as this program, or start smsync-server yourself and add its address as an account.":
    "Installieren Sie ihn von derselben Stelle wie dieses Programm, oder starten Sie smsync-server selbst und fügen seine Adresse als Konto hinzu.",
  "the bundled server does not start: {why}": "der mitgelieferte Server startet nicht: {why}",
};
