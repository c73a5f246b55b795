// Einträge, Kennwörter und das Programm selbst.
import type { Sentences } from ".";

export const program: Sentences = {
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
  "only {who}, who invites, can change the guests":
    "die Gäste kann nur {who} ändern, von wem die Einladung ist",
  "its guests were told of it already": "seine Gäste wurden schon benachrichtigt",
  "Nothing was changed. Asked to tell nobody now, the server would tell them that it is cancelled.":
    "Nichts wurde geändert. Jetzt um Stillschweigen gebeten, würde der Server ihnen absagen.",
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
