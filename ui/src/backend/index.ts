// What the windows ask of the program behind them. Two answers exist: `tauri` (the real engine) and `demo` (a browser, tests).
// Every function rejects with a `Failure`.
import type {
  About,
  Account,
  AccountState,
  AccountTest,
  ChangeView,
  Check,
  Closing,
  CollectionChoice,
  ConflictSummary,
  ConflictView,
  Decision,
  Edit,
  Failure,
  FieldForm,
  Guest,
  Held,
  Imported,
  Invitation,
  ItemHistory,
  ItemView,
  Kind,
  ListedPage,
  Occurrence,
  PassView,
  Pick,
  Place,
  Progress,
  Report,
  Row,
  RowKey,
  Sentence,
  Settings,
  Side,
  SyncRequest,
  UndoReport,
} from "./types";

/** What is wrong with what was typed, by field. */
export type Mistakes = Partial<Record<"name" | "url" | "email" | "kinds" | "syncml", Sentence>>;

export interface Backend {
  // accounts
  accounts(): Promise<AccountState[]>;
  /** What can be said about what was typed, before anything is asked of a server: field → words. Empty: fine. */
  checkAccount(account: Account, isNew: boolean): Promise<Mistakes>;
  addAccount(account: Account, password: string): Promise<void>;
  /** `password` null: as it is. `name` may not change. */
  setAccount(account: Account, password: string | null): Promise<void>;
  removeAccount(name: string): Promise<void>;
  /** Tests settings that need not be stored. `password` null: the stored one. Steps are told as they happen. */
  testAccount(
    account: Account,
    password: string | null,
    onCheck: (check: Check) => void,
  ): Promise<AccountTest>;
  /** What the pickers offer. */
  serverCollections(account: Account, password: string | null, kind: Kind): Promise<CollectionChoice[]>;
  localCollections(account: Account, kind: Kind): Promise<CollectionChoice[]>;
  chooseFolder(): Promise<string | null>;

  // passes
  synchronize(account: string, request?: SyncRequest): Promise<Report>;
  preview(account: string, request?: SyncRequest): Promise<Report>;
  cancel(account: string): Promise<void>;
  rememberGuard(account: string, kind: Kind, upTo: number): Promise<void>;
  /** The next pass looks again at an item that was left as it was. */
  tryAgain(account: string, kind: Kind, ids: Held["ids"]): Promise<void>;
  /** Puts what both sides last agreed on back in place of the item here; what it has now stays in its history. */
  putBack(account: string, kind: Kind, id: string): Promise<void>;
  onProgress(listen: (progress: Progress) => void): () => void;
  /** Something changed elsewhere (a pass from the tray, an edit): read again. */
  onChange(listen: () => void): () => void;
  /** The tray, a notification or a second start asks for a place. */
  onPlace(listen: (place: Place) => void): () => void;

  // conflicts
  conflicts(): Promise<ConflictSummary[]>;
  /** `candidate`: compare with this local item instead of the best. */
  conflict(id: number, candidate?: string): Promise<ConflictView>;
  /** The rows as they would be with these picks: nothing is stored. */
  conflictWithPicks(id: number, picks: Pick[], candidate?: string): Promise<Row[]>;
  /** Stored durably, then carried out at once where the server can be reached; resolves when it was tried. `failure`: it waits. */
  decide(
    id: number,
    decision: Decision,
    candidate?: string,
  ): Promise<{ pass: number | null; failure: Failure | null }>;
  /** The picture of one side (a data: URL). */
  conflictPicture(id: number, side: Side | "base"): Promise<string | null>;

  // history
  passes(account: string | null, limit: number): Promise<PassView[]>;
  pass(id: number): Promise<{ pass: PassView; changes: ChangeView[] }>;
  /** Before and after, field by field (server = before, local = after). */
  changeRows(change: number): Promise<Row[]>;
  undoPass(pass: number): Promise<UndoReport>;
  undoChange(change: number): Promise<UndoReport>;
  /** One field of one change. */
  undoField(change: number, key: RowKey): Promise<UndoReport>;
  itemHistory(account: string, kind: Kind, id: string): Promise<ItemHistory>;
  /** Two versions side by side (server = `older`, local = `newer`). */
  versionRows(account: string, kind: Kind, id: string, older: number, newer: number): Promise<Row[]>;
  restoreVersion(account: string, kind: Kind, id: string, version: number): Promise<void>;

  // items
  /** By title; contacts of 20,000 come page by page. Tasks: open ones first, by due date. Notes: newest first. */
  items(account: string, kind: Kind, search: string, from: number, count: number): Promise<ListedPage>;
  /** `recurrence`: that occurrence of a series alone. */
  item(account: string, kind: Kind, id: string, recurrence?: string): Promise<ItemView>;
  itemPicture(account: string, kind: Kind, id: string): Promise<string | null>;
  fieldForms(kind: Kind): Promise<FieldForm[]>;
  /** `quiet`: the server is asked to tell no guest of it, now and later. */
  addItem(account: string, kind: Kind, edits: Edit[], quiet?: boolean): Promise<string>;
  /**
   * `version` from ItemView: fails with code "in-use" where it was changed meanwhile. `recurrence`: that occurrence alone. `quiet`
   * fails where somebody was told already.
   */
  editItem(
    account: string,
    kind: Kind,
    id: string,
    version: string | null,
    edits: Edit[],
    recurrence?: string,
    quiet?: boolean,
  ): Promise<void>;
  /** A few people among the account's contacts who fit what is typed. */
  guests(account: string, typed: string): Promise<Guest[]>;
  /** Whom the server may write to when these edits of an appointment are saved and sent; `id` null: a new one. */
  invitation(account: string, id: string | null, edits: Edit[], recurrence?: string): Promise<Invitation>;
  /** Puts this text in place of the item's; fails with code "in-use" where it is not in this version any more. */
  rewriteItem(account: string, kind: Kind, id: string, version: string | null, text: string): Promise<void>;
  setItemPicture(account: string, id: string, dataUrl: string | null): Promise<void>;
  removeItem(account: string, kind: Kind, id: string, recurrence?: string): Promise<void>;
  setTaskDone(account: string, id: string, done: boolean): Promise<void>;
  /** From day to day (exclusive), "2026-11-01", in the viewer's zone. */
  occurrences(account: string, from: string, to: string): Promise<Occurrence[]>;
  /** Asks for files, or takes those dropped (text). */
  importItems(account: string, files: { name: string; text: string }[] | null): Promise<Imported>;
  /** Files were opened with the program, at its start or later: ask about them. */
  onOpened(listen: () => void): () => void;
  /** Their names; nothing is done with them before the person is asked. */
  openedFiles(): Promise<string[]>;
  importOpened(account: string): Promise<Imported>;
  /** The person does not want them taken in. */
  leaveOpened(): Promise<void>;
  /** Asks where to; null where the person cancelled. Answers the path. */
  exportItems(account: string, kind: Kind, ids: string[]): Promise<string | null>;

  // the program
  settings(): Promise<Settings>;
  setSettings(settings: Settings): Promise<void>;
  about(): Promise<About>;
  /** The newest lines of the log, secrets removed. */
  log(): Promise<string[]>;
  /** Asks where to; null where the person cancelled. */
  saveLogBundle(): Promise<string | null>;
  copy(text: string): Promise<void>;
  /** A link out of an item: opened outside after a look at the scheme (http, https, mailto, tel). */
  open(url: string): Promise<void>;
  /** The way to the bundled server: starts it beside the app, answers its account ready to add. */
  trySample(): Promise<{ account: Account; password: string }>;
  quit(): Promise<void>;
  /** The person closes the window, and would not expect what that means here. */
  onClosing(listen: (closing: Closing) => void): () => void;
  /** The window stays after all. */
  stayOpen(): Promise<void>;
}
