// The types that cross between the windows and the program. Field names are those of `smsync --json` (snake_case).
// At first hand-written; replaced by re-exports of what ts-rs generates from the engine (ui/src/types), same names.

export type Kind = "contact" | "appointment" | "task" | "note";
export const KINDS: readonly Kind[] = ["contact", "appointment", "task", "note"];
export type Side = "server" | "local";
export type Both<T> = { server: T; local: T };
export type Millis = number; // since 1970
export type Failure = { code: string; message: string; hint: string; about: string };

// ---- accounts -------------------------------------------------------------------------------------------------
export type Protocol = "auto" | "dav" | "syncml";
export type Direction = "both" | "from-server" | "from-local";
export type Policy = "merge" | "ask" | "server" | "local" | "newest" | "both" | "skip";
export type StoreChoice = "builtin" | { folder: string };
export type KindChoice = {
  protocol: Protocol;
  server_collection: string | null;
  local_collection: string | null;
  direction: Direction;
};
export type GuardLimits = { percent: number; few: number; many: number };
export type Account = {
  name: string;
  url: string;
  email: string;
  user: string | null;
  kinds: Partial<Record<Kind, KindChoice>>;
  store: StoreChoice;
  policy: Policy;
  guard: GuardLimits;
  trusted_certificate: string | null;
};
/** An account and how it stands. */
export type AccountState = {
  account: Account;
  conflicts: number;
  held: number;
  last_pass: Millis | null;
  last_report: Report | null; // without `lines`
  was_cut_off: boolean;
  changes_to_send: boolean; // local items changed since the last pass
  running: boolean; // a pass of it runs in this program now
};
/** One collection a picker offers. */
export type CollectionChoice = {
  id: string; // what goes into KindChoice.server_collection / local_collection
  name: string;
  colour: string | null; // "#rrggbb"
  address: string; // shown below the name
  read_only: boolean;
  is_default: boolean;
};

// ---- the account's test ---------------------------------------------------------------------------------------
export type CheckVerdict = "good" | "note" | "failed";
export type Check = { what: string; verdict: CheckVerdict; words: string };
export type KindUse = { kind: Kind; collection: CollectionChoice | null; words: string };
export type Certificate = {
  fingerprint: string; // SHA-256, colon separated
  reason: string; // why it is not trusted
  issuer: string;
  subject: string;
  valid_from: Millis | null;
  valid_until: Millis | null;
};
export type AccountTest = {
  checks: Check[];
  kinds: KindUse[];
  advice: string[];
  certificate: Certificate | null; // an untrusted one, to be compared and trusted
  addresses: string[]; // every address that is used
  abilities: string[]; // what the server can do, in words
  passed: boolean;
};

// ---- passes ---------------------------------------------------------------------------------------------------
export type Counts = { added: number; changed: number; deleted: number; merged: number };
export type Deed = "added" | "changed" | "deleted" | "merged";
export type ConflictCase =
  | "both-changed"
  | "changed-here-deleted-there"
  | "deleted-here-changed-there"
  | "might-be-the-same"
  | "undone";
export type What = { written: { side: Side; deed: Deed } } | "linked" | { asked: ConflictCase };
export type Line = {
  title: string;
  what: What;
  server_id: string | null;
  local_id: string | null;
  why: string;
  rows: Row[]; // field by field, in a preview
};
export type Need = "retry" | "refused" | "unreadable" | "kept-apart";
export type Held = { title: string; need: Need; message: string };
export type GuardStop = { deletions: Both<number>; total: number; titles: string[] };
export type KindReport = {
  kind: Kind;
  written: Both<Counts>;
  linked: number;
  conflicts: number;
  held: Held[];
  guard: GuardStop | null;
  failure: Failure | null;
  notes: string[];
  lines: Line[];
};
export type Report = {
  account: string;
  pass: number | null;
  started: Millis;
  ended: Millis;
  kinds: KindReport[];
  failure: Failure | null;
  requests: number;
  bytes: number;
};
export type Deletions = "ask" | "allow" | "restore";
export type LeaveOut = { kind: Kind; side: Side; id: string };
/** What the person wants of a pass; everything may be left out. */
export type SyncRequest = {
  deletions?: Partial<Record<Kind, Deletions>>; // where the guard stopped
  leave_out?: LeaveOut[];
  only?: Kind[];
  everything?: boolean;
};
export type Progress = {
  account: string;
  kind: Kind;
  phase: "looking" | "working" | "finished";
  done: number;
  total: number;
};

// ---- conflicts ------------------------------------------------------------------------------------------------
export type RowKey = string; // "name", "phone[2]"; before "[" stands the FieldId
export type Verdict = "equal" | "only-server" | "only-local" | "differs";
export type Changed = "unknown" | "nobody" | "server" | "local" | "both";
export type Outcome = "same" | "server" | "local" | "merged" | "apart" | "open";
export type Picture = { media_type: string; size_bytes: number; digest: string };
export type Shown = { text: string; label?: string; note?: string; picture?: Picture };
export type Row = {
  key: RowKey;
  label: string;
  verdict: Verdict;
  changed: Changed;
  outcome: Outcome;
  both: boolean; // both values can be kept side by side
  server: Shown | null;
  local: Shown | null;
  base: Shown | null;
  result?: Shown; // what both sides will hold, where that is neither of the two
};
export type Keep = "server" | "local" | "both";
export type Pick = { key: RowKey; keep: Keep };
export type Decision = { keep: Side } | "both" | { merge: Pick[] } | "new";
export type Candidate = { id: string; title: string; score: number; reason: string };
export type SideView = {
  id: string;
  changed_at: number | null /* Unix seconds */;
  device: string | null;
  source: string;
};
/** A conflict in the list: cheap, for 500 of them. */
export type ConflictSummary = {
  id: number;
  account: string;
  kind: Kind;
  case: ConflictCase;
  title: string;
  opened: Millis;
  differing: number; // rows that are not equal
  decided: boolean; // decided, not carried out yet
};
export type ConflictView = {
  id: number;
  account: string;
  collection: string; // its name on the server
  kind: Kind;
  case: ConflictCase;
  why: string;
  title: string;
  opened: Millis;
  sides: Both<SideView | null>;
  rows: Row[];
  candidates: Candidate[];
  decision: Decision | null;
  invites: number; // people who would be told of a change
};

// ---- history --------------------------------------------------------------------------------------------------
export type PassView = {
  id: number;
  account: string;
  started: Millis;
  ended: Millis | null;
  report: Report | null;
};
export type ChangeView = {
  id: number;
  pass: number;
  kind: Kind;
  side: Side;
  deed: Deed;
  title: string;
  reason: string;
  server_id: string | null;
  local_id: string | null;
  has_before: boolean;
  has_after: boolean;
  undone_by: number | null;
};
export type Undone = { title: string; side: Side; why_not: string | null };
export type UndoReport = { pass: number; items: Undone[] };
export type Version = {
  number: number; // 0 is what the item is now
  title: string;
  replaced: Millis | null;
  by_person: boolean;
  source: string;
};
export type ItemHistory = { changes: ChangeView[]; versions: Version[]; waiting: string[] };

// ---- items ----------------------------------------------------------------------------------------------------
/** An item in a list; which of the optional ones are there depends on the kind. */
export type Listed = {
  id: string;
  title: string;
  subtitle: string; // contact: company, or first e-mail; note: first words; task: –
  due: string | null; // task: "2026-11-25" or "2026-11-25T10:00"
  done: boolean; // task
  priority: number | null; // task, 1 high to 9 low
  category: string | null; // the first
  changed_at: number | null; // Unix seconds
};
export type ListedPage = { items: Listed[]; total: number };
export type FieldValue = {
  key: RowKey;
  label: string;
  shown: Shown;
  typed: string; /* as an edit would write it */
};
export type ItemView = {
  id: string;
  kind: Kind;
  title: string;
  uid: string | null;
  version: string | null; // given back with an edit
  fields: FieldValue[];
  source: string;
};
/** One edit of a value: `key` of an existing value, or the field's name to add one; empty `typed` takes it away. */
export type Edit = { key: RowKey; typed: string; label?: string };
/** What an editor offers for a kind: the fields in order. */
export type FieldForm = {
  field: string;
  label: string;
  input: "line" | "text" | "when" | "date" | "choice" | "picture" | "flag" | "name" | "address";
  several: boolean; // a list of values, each perhaps with a label
  labels: string[]; // that may be chosen: work, home, mobile …
  choices: string[]; // of "choice"
};
/** One time an appointment happens, in the viewer's zone. */
export type Occurrence = {
  id: string;
  title: string;
  place: string;
  start: string; // "2026-11-25T10:00" or, all day, "2026-11-25"
  end: string; // exclusive where all day
  all_day: boolean;
  repeats: boolean;
  exception: boolean;
  recurrence: string | null; // names this occurrence in an edit of it alone
  category: string | null;
  colour: string | null;
};
/** An occurrence edited alone, or the whole series. */
export type Imported = { added: Record<Kind, number>; problems: string[] };

// ---- settings -------------------------------------------------------------------------------------------------
export type Settings = {
  start_with_computer: boolean;
  sync_at_start: boolean;
  sync_every_minutes: number | null;
  sync_on_change: boolean;
  notifications: boolean;
  language: "system" | "en" | "de";
  theme: "system" | "light" | "dark";
  classic_conflicts: boolean; // one dialog at a time while the pass waits
};
export type About = {
  version: string;
  home: string; // where everything is kept
  password_place: string; // in words: the keyring, this session only …
  tray: boolean;
  system_language: string; // BCP 47
  time_zone: string;
};
/** Where the window should go: chosen in the tray, by a notification or a second start. */
export type Place =
  | "home"
  | "add-account"
  | "accounts"
  | "conflicts"
  | "contacts"
  | "calendar"
  | "tasks"
  | "notes"
  | "history"
  | "settings";
