// The types that cross between the windows and the program, under the names the windows use. They are generated from the program
// (../types, see docs/adr/0020); field names are those of `smsync --json`.
import type { Kind } from "../types/Kind";

export const KINDS: readonly Kind[] = ["contact", "appointment", "task", "note"];

/** Milliseconds since 1970. */
export type Millis = number;
/** `name`, `phone[2]`: before the bracket stands the field. */
export type RowKey = string;

export type { About } from "../types/About";
export type { Account } from "../types/Account";
export type { AccountState } from "../types/AccountState";
export type { AccountTest } from "../types/AccountTest";
export type { Both } from "../types/Both";
export type { Candidate } from "../types/Candidate";
export type { Certificate } from "../types/Certificate";
export type { ChangeView } from "../types/ChangeView";
export type { Changed } from "../types/Changed";
export type { Check } from "../types/Check";
export type { CheckVerdict } from "../types/CheckVerdict";
export type { Closing } from "../types/Closing";
export type { CollectionChoice } from "../types/CollectionChoice";
export type { ConflictCase } from "../types/ConflictCase";
export type { ConflictSummary } from "../types/ConflictSummary";
export type { ConflictView } from "../types/ConflictView";
export type { Counts } from "../types/Counts";
export type { Decision } from "../types/Decision";
export type { Deed } from "../types/Deed";
export type { Deletions } from "../types/Deletions";
export type { Direction } from "../types/Direction";
export type { Edit } from "../types/Edit";
export type { Failure } from "../types/Failure";
export type { FieldForm } from "../types/FieldForm";
export type { FieldValue } from "../types/FieldValue";
export type { GuardLimits } from "../types/GuardLimits";
export type { GuardStop } from "../types/GuardStop";
export type { Guest } from "../types/Guest";
export type { Held } from "../types/Held";
export type { Imported } from "../types/Imported";
export type { Invitation } from "../types/Invitation";
export type { ItemHistory } from "../types/ItemHistory";
export type { ItemView } from "../types/ItemView";
export type { Keep } from "../types/Keep";
export type { Kind } from "../types/Kind";
export type { KindChoice } from "../types/KindChoice";
export type { KindReport } from "../types/KindReport";
export type { KindUse } from "../types/KindUse";
export type { LeaveOut } from "../types/LeaveOut";
export type { Line } from "../types/Line";
export type { Listed } from "../types/Listed";
export type { ListedPage } from "../types/ListedPage";
export type { Need } from "../types/Need";
export type { Occurrence } from "../types/Occurrence";
export type { Outcome } from "../types/Outcome";
export type { PassView } from "../types/PassView";
export type { Pick } from "../types/Pick";
export type { Picture } from "../types/Picture";
export type { Place } from "../types/Place";
export type { Policy } from "../types/Policy";
export type { Progress } from "../types/Progress";
export type { Protocol } from "../types/Protocol";
export type { Report } from "../types/Report";
export type { Row } from "../types/Row";
export type { Sentence } from "../types/Sentence";
export type { SeriesDates } from "../types/SeriesDates";
export type { Settings } from "../types/Settings";
export type { Shown } from "../types/Shown";
export type { Side } from "../types/Side";
export type { SideView } from "../types/SideView";
export type { StoreChoice } from "../types/StoreChoice";
export type { SyncRequest } from "../types/SyncRequest";
export type { UndoReport } from "../types/UndoReport";
export type { Undone } from "../types/Undone";
export type { Verdict } from "../types/Verdict";
export type { Version } from "../types/Version";
export type { What } from "../types/What";
