import type { ConflictView, Row } from "../../types";
import type { DemoOptions } from "../options";
import { family, given } from "./people";
import { row } from "./rows";

const HOUR = 60 * 60_000;

type Told = Pick<ConflictView, "kind" | "case" | "why" | "title" | "rows"> & Partial<ConflictView>;

/** As many conflicts as asked for: the written ones first, then variations of them. */
export function sampleConflicts(options: DemoOptions, accounts: string[]): ConflictView[] {
  const account = accounts[0];
  if (account === undefined) return [];
  return Array.from({ length: options.conflicts }, (_, index) => {
    // The remainder is always the number of one of them.
    const told = written[index % written.length] as Told;
    const name = `${given[index % given.length] ?? ""} ${family[index % family.length] ?? ""}`;
    return {
      id: index + 1,
      account,
      collection: { contact: "Contacts", appointment: "Calendar", task: "Tasks", note: "Notes" }[told.kind],
      opened: Date.now() - (index + 1) * HOUR,
      sides: {
        server: {
          id: `server-${index}`,
          changed_at: Math.floor(Date.now() / 1000) - 5_400,
          device: "Webmail",
          source: sourceOf(told.rows, "server"),
        },
        local: {
          id: `local-${index}`,
          changed_at: Math.floor(Date.now() / 1000) - 9_000,
          device: "This computer",
          source: sourceOf(told.rows, "local"),
        },
      },
      candidates: [],
      decision: null,
      invites: 0,
      ...told,
      title: index < written.length ? told.title : name,
    };
  });
}

function sourceOf(rows: Row[], side: "server" | "local"): string {
  const lines = rows.flatMap((row) => {
    const shown = row[side];
    return shown ? [`X-${row.key.toUpperCase()}:${shown.text.replaceAll("\n", "\\n")}`] : [];
  });
  return ["BEGIN:VCARD", "VERSION:3.0", ...lines, "END:VCARD"].join("\r\n");
}

const written: Told[] = [
  {
    kind: "contact",
    case: "both-changed",
    why: "The phone number was changed on both sides since the last synchronization.",
    title: "Grace Okafor",
    rows: [
      row("display-name", "Name", "Grace Okafor", "Grace Okafor", "Grace Okafor"),
      row("company", "Company", "Kite Software", "Kite Software", "Kite Software"),
      row("phone[0]", "Phone", "+49 40 555 0199", "+49 40 555 0142", "+49 40 555 0100"),
      row("email[0]", "E-mail", "grace@kite.example", "grace@example.com", "grace@example.com"),
      row("birthday", "Birthday", null, "9 December 1986", null),
    ],
  },
  {
    kind: "appointment",
    case: "both-changed",
    why: "The time was changed on both sides since the last synchronization.",
    title: "Quarterly figures with Ada",
    invites: 5,
    rows: [
      row(
        "subject",
        "Subject",
        "Quarterly figures with Ada",
        "Quarterly figures with Ada",
        "Quarterly figures with Ada",
      ),
      row(
        "when",
        "When",
        "Fri 27 Nov 2026, 11:00 – 12:00",
        "Fri 27 Nov 2026, 14:00 – 15:00",
        "Fri 27 Nov 2026, 10:00 – 11:00",
      ),
      row("place", "Place", "Video call", "Room 2.14", "Room 2.14"),
    ],
  },
  {
    kind: "task",
    case: "changed-here-deleted-there",
    why: "It was changed on this computer and deleted on the server.",
    title: "Tax documents 2025",
    sides: {
      server: null,
      local: {
        id: "local-2",
        changed_at: 1_795_600_000,
        device: "This computer",
        source: "BEGIN:VTODO\r\nEND:VTODO",
      },
    },
    rows: [
      row("subject", "Subject", null, "Tax documents 2025", "Tax documents 2025"),
      row("due", "Due", null, "22 Nov 2026", "15 Nov 2026"),
    ],
  },
  {
    kind: "contact",
    case: "might-be-the-same",
    why: "There is no partner for it yet, and two contacts here resemble it.",
    title: "Tomás Silva",
    candidates: [
      { id: "contact-3", title: "Tomas Silva", score: 0.92, reason: "the same e-mail address" },
      { id: "contact-9", title: "T. Silva", score: 0.61, reason: "the same phone number" },
    ],
    rows: [
      row("display-name", "Name", "Tomás Silva", "Tomas Silva"),
      row("email[0]", "E-mail", "tomas@silva.example", "tomas@silva.example"),
      row("phone[0]", "Phone", "+351 21 555 0177", null),
    ],
  },
];
