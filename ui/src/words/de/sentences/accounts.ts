// Konten, ihr Test und die Zertifikate der Server.
import type { Sentences } from ".";

export const accounts: Sentences = {
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
  "the SyncML address is not a web address": "die SyncML-Adresse ist keine Webadresse",
  "Type it in full, such as https://mail.example.com/SyncML, or leave it empty.":
    "Geben Sie sie ganz ein, etwa https://mail.example.com/SyncML, oder lassen Sie sie leer.",
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
  "it is another one than you trusted for this account; {why}":
    "es ist ein anderes als das, dem Sie für dieses Konto vertrauen; {why}",
};
