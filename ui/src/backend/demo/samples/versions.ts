// One item of each kind as both sides changed it, field by field: what the conflicts of the demonstration are made of.
import type { Changed, Kind, Outcome, Row, Shown, Verdict } from "../../types";
import { row } from "./rows";

/** Server, local, and what they last agreed on; a value is its text, or its text and sort. */
type Value = string | [text: string, label: string] | Shown | null;

interface Told {
  /** Two texts, or two values of a list: both can be kept. */
  both?: boolean;
  /** A merged text, where nobody has to be asked. */
  result?: string;
}

function line(
  key: string,
  label: string,
  server: Value,
  local: Value,
  base: Value = null,
  told: Told = {},
): Row {
  const [there, here, before] = [shown(server), shown(local), shown(base)];
  const same = (a: Shown | null, b: Shown | null) => JSON.stringify(a) === JSON.stringify(b);
  const verdict: Verdict = same(there, here)
    ? "equal"
    : there === null
      ? "only-local"
      : here === null
        ? "only-server"
        : "differs";
  const changed: Changed = same(there, before)
    ? same(here, before)
      ? "nobody"
      : "local"
    : same(here, before)
      ? "server"
      : "both";
  const outcome: Outcome =
    verdict === "equal"
      ? "same"
      : told.result !== undefined
        ? "merged"
        : changed === "server" || changed === "local"
          ? changed
          : changed === "nobody"
            ? "apart"
            : "open";
  return {
    key,
    label,
    verdict,
    changed: verdict === "equal" ? "nobody" : changed,
    outcome,
    both: verdict === "differs" && (told.both ?? false),
    server: there,
    local: here,
    base: before,
    ...(told.result === undefined ? {} : { result: { text: told.result } }),
  };
}

function shown(value: Value): Shown | null {
  if (value === null || (typeof value === "object" && !Array.isArray(value))) return value;
  return typeof value === "string" ? { text: value } : { text: value[0], label: value[1] };
}

const photo = (digest: string, size_bytes: number): Shown => ({
  text: `picture, ${Math.ceil(size_bytes / 1024)} KB`,
  picture: { media_type: "image/jpeg", size_bytes, digest },
});

const both = { both: true };

export const versions: Record<Kind, { title: string; rows: Row[] }> = {
  contact: {
    title: "Grace Okafor",
    rows: [
      line(
        "photo",
        "Picture",
        photo("9f31c2d07a", 18_400),
        photo("41bb06e2f5", 31_250),
        photo("9f31c2d07a", 18_400),
      ),
      line("name", "Name", "Grace Okafor", "Grace Okafor", "Grace Okafor"),
      line("display-name", "Display name", "Grace Okafor", "Grace Okafor", "Grace Okafor"),
      line("company", "Company", "Kite Software", "Kite & Sons Software", "Kite"),
      line("title", "Title", "Head of Design", "Head of Design", "Head of Design"),
      line(
        "email[1]",
        "E-mail",
        ["grace@kite.example", "work"],
        ["grace@kite.example", "work"],
        ["grace@kite.example", "work"],
      ),
      line("email[2]", "E-mail", ["grace.okafor@example.org", "home"], null, null),
      line(
        "phone[1]",
        "Phone",
        ["+49 40 555 0199", "work"],
        ["+49 40 555 0142", "work"],
        ["+49 40 555 0100", "work"],
        both,
      ),
      line(
        "phone[2]",
        "Phone",
        ["+49 171 555 0123", "home"],
        ["+49 171 555 0123", "mobile"],
        ["+49 171 555 0123", "home"],
        both,
      ),
      line("phone[3]", "Phone", null, ["+44 20 7946 0018", "fax"], null),
      line(
        "address[1]",
        "Address",
        ["Hafenstraße 12\n20457 Hamburg\nGermany", "work"],
        ["Hafenstraße 12\n20457 Hamburg\nGermany", "work"],
        ["Hafenstraße 12\n20457 Hamburg\nGermany", "work"],
      ),
      line("birthday", "Birthday", "1986-12-09", null, null),
      line("category[1]", "Category", "Suppliers", "Suppliers", "Suppliers"),
      line("category[2]", "Category", null, "Friends", null),
      line(
        "text",
        "Notes",
        "Met at the design fair in Leipzig.\nPrefers to be called before noon.\nSecond key is with the porter.",
        "Met at the design fair in Leipzig in May.\nPrefers to be called before noon.",
        "Met at the design fair in Leipzig.\nPrefers to be called before noon.",
        {
          both: true,
          result:
            "Met at the design fair in Leipzig in May.\nPrefers to be called before noon.\nSecond key is with the porter.",
        },
      ),
      line("other[1]", "Other data", "X-LOYALTY: gold", "X-LOYALTY: gold", "X-LOYALTY: gold"),
    ],
  },
  appointment: {
    title: "Quarterly figures with Ada",
    rows: [
      line(
        "subject",
        "Subject",
        "Quarterly figures with Ada",
        "Quarterly figures with Ada and Emil",
        "Quarterly figures with Ada",
      ),
      line(
        "when",
        "When",
        "2026-11-27 11:00 – 12:00 Europe/Berlin\nevery week on Friday, until 2027-03-26",
        "2026-11-27 14:00 – 15:30 Europe/Berlin\nevery 2 weeks on Friday, until 2027-03-26",
        "2026-11-27 10:00 – 11:00 Europe/Berlin\nevery 2 weeks on Friday, until 2027-03-26",
      ),
      line("exception[1]", "Exception", "2026-12-25 11:00 Europe/Berlin: cancelled", null, null),
      line("place", "Place", "Video call", "Room 2.14", "Room 2.14"),
      line(
        "organizer",
        "Organizer",
        "Anna Berg <anna@example.com>",
        "Anna Berg <anna@example.com>",
        "Anna Berg <anna@example.com>",
      ),
      line(
        "attendee[1]",
        "Attendee",
        ["Ada Lindqvist <ada@example.com>", "accepted"],
        ["Ada Lindqvist <ada@example.com>", "needs action"],
        ["Ada Lindqvist <ada@example.com>", "needs action"],
      ),
      line("attendee[2]", "Attendee", null, ["Emil Brandt <emil@example.com>", "optional"], null),
      line(
        "reminder[1]",
        "Reminder",
        "15 minutes before the start",
        "1 hour before the start",
        "15 minutes before the start",
        both,
      ),
      line("busy", "Shown as", "busy", "busy", "busy"),
      line("category[1]", "Category", "Work", "Work", "Work"),
      line(
        "text",
        "Text",
        "Please bring last quarter’s sheets.\nWe begin with the open points of the northern branch.",
        "Please bring the sheets of the last two quarters.\nWe begin with the open points of the northern branch.",
        "Please bring the sheets.\nWe begin with the open points of the northern branch.",
        both,
      ),
    ],
  },
  task: {
    title: "Tax documents 2025",
    rows: [
      line("subject", "Subject", "Tax documents 2025", "Tax documents 2025", "Tax documents 2025"),
      line("start", "Start", "2026-11-02", "2026-11-02", "2026-11-02"),
      line("due", "Due", "2026-11-22", "2026-11-30", "2026-11-15"),
      line(
        "status",
        "Status",
        { text: "done, completed 2026-11-24", note: "done, yet 40 %" },
        "in process, 60 %",
        "in process, 40 %",
      ),
      line("priority", "Priority", "high", "normal", "normal"),
      line("reminder[1]", "Reminder", null, "1 day before the end", null),
      line("category[1]", "Category", "Family", "Family", "Family"),
      line(
        "text",
        "Text",
        "Receipts are in the blue folder.",
        "Receipts are in the blue folder.\nThe bank sends its statement by post.",
        "Receipts are in the blue folder.",
      ),
    ],
  },
  note: {
    title: "Bread, grandmother’s",
    rows: [
      line("title", "Title", "Bread, grandmother’s", "Bread, grandmother’s", "Bread, grandmother’s"),
      line(
        "text",
        "Text",
        "500 g rye, 300 g wheat, 20 g salt, 30 g of the old dough.\nKnead for ten minutes and let it rest overnight in the cold.\nIn the morning form two loaves and give them an hour.\nFor 50 minutes at 220 °C, with a cup of water in the oven.\nIt keeps for a week in a linen bag.",
        "500 g rye, 250 g wheat, 50 g seeds, 20 g salt, 30 g of the old dough.\nKnead for ten minutes and let it rest overnight in the cold.\nIn the morning form two loaves and give them an hour.\nFor 45 minutes at 230 °C, with a cup of water in the oven.\nIt keeps for a week in a linen bag.",
        "500 g rye, 300 g wheat, 20 g salt, 30 g of the old dough.\nKnead for ten minutes and let it rest overnight in the cold.\nIn the morning form two loaves and give them an hour.\nFor 50 minutes at 230 °C, with a cup of water in the oven.\nIt keeps for a week in a linen bag.",
        both,
      ),
      line("category[1]", "Category", null, "Kitchen", null),
      line("colour", "Colour", "yellow", "yellow", "yellow"),
    ],
  },
};

/** The rows where one side deleted the item: those of the side that is left, as the program compares it with nothing. */
export function leftOn(side: "server" | "local", rows: readonly Row[]): Row[] {
  return rows
    .filter((row) => row[side] !== null)
    .map((row) => ({
      ...row,
      verdict: side === "server" ? "only-server" : "only-local",
      changed: "unknown",
      outcome: side,
      both: false,
      server: side === "server" ? row.server : null,
      local: side === "local" ? row.local : null,
      base: null,
    }));
}

/** The series moved on the server, and one of its old dates was changed here; the rest is equal. */
export function seriesMoved(rows: readonly Row[]): Row[] {
  const weekly = (time: string) => `2026-11-27 ${time} Europe/Berlin\nevery week on Friday`;
  const [ten, two] = [weekly("10:00 – 11:00"), weekly("14:00 – 15:00")];
  const occurrence = "2026-12-04 10:00 Europe/Berlin: moved to 12:00, Room 3";
  return [
    { ...row("when", "When", two, ten, ten), outcome: "open" },
    { ...row("exception[1]", "Exception", null, occurrence), changed: "local", outcome: "open" },
    ...structuredClone(rows.filter((one) => one.verdict === "equal")),
  ];
}

/** The rows of two that were never synchronized: nothing is known of who changed what. */
export function neverAgreed(rows: readonly Row[]): Row[] {
  return rows.map((row) => ({
    ...withoutMerge(row),
    base: null,
    changed: "unknown",
    outcome:
      row.verdict === "equal"
        ? "same"
        : row.verdict === "only-server"
          ? "server"
          : row.verdict === "only-local"
            ? "local"
            : "open",
  }));
}

function withoutMerge(row: Row): Row {
  const plain = structuredClone(row);
  delete plain.result;
  return plain;
}
