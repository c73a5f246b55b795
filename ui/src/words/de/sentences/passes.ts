// Was ein Durchlauf tat und warum: Gründe, Konflikte, was vorerst bleibt, Rückgängigmachen.
import type { Sentences } from ".";

export const passes: Sentences = {
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
  "the series was changed on one side, and on the other an occurrence that it does not have any more":
    "auf einer Seite wurde die Serie geändert, auf der anderen einer ihrer Termine, den sie nun nicht mehr hat",
  "conflict {number}: {why}": "Konflikt {number}: {why}",
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
  "only what is made anew on the server can be made without telling anybody":
    "nur was auf dem Server neu angelegt wird, kann angelegt werden, ohne dass jemand benachrichtigt wird",
  "Decide without it: put on an appointment that was sent out already, it would be cancelled with everybody.":
    "Entscheiden Sie ohne das: Bei einem Termin, der schon verschickt ist, würde allen abgesagt.",
  "nothing of that kind was synchronised yet": "von dieser Art wurde noch nichts synchronisiert",
  "Synchronise first.": "Synchronisieren Sie zuerst.",
  "the server never had this item": "der Server hatte diesen Eintrag nie",
  "Change it here, or delete it.": "Ändern Sie ihn hier, oder löschen Sie ihn.",
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
  "it has the same UID as “{title}”, which is {place} already: one of them is a copy. Delete one, or save the copy as a new item":
    "es hat dieselbe Kennung (UID) wie „{title}“, das schon {place} ist: eines davon ist eine Kopie. Löschen Sie eines, oder speichern Sie die Kopie als neuen Eintrag",
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
  "it does not remember which of its items this is; nothing is sent, for it would be there twice":
    "er weiß nicht mehr, welcher seiner Einträge das ist; gesendet wird nichts, denn dort wäre er dann doppelt",

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
};
