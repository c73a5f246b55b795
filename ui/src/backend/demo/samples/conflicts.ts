// The conflicts of the demonstration: every kind of item in every case, and as many more as are asked for.
import type { Both, Candidate, ConflictCase, ConflictView, Kind, Row, SeriesDates } from "../../types";
import type { DemoOptions } from "../options";
import { family, given } from "./people";
import { leftOn, neverAgreed, seriesMoved, versions } from "./versions";

/** Every week on the server, every other week here. */
const dates: Both<SeriesDates> = {
  server: {
    next: ["2026-11-27", "2026-12-04", "2026-12-11", "2026-12-18", "2027-01-01"],
    only: ["2026-12-04", "2026-12-18", "2027-01-01", "2027-01-15", "2027-01-29"],
  },
  local: {
    next: ["2026-11-27", "2026-12-11", "2026-12-25", "2027-01-08", "2027-01-22"],
    only: ["2026-12-25"],
  },
};

const HOUR = 60 * 60_000;
const collections: Record<Kind, string> = {
  contact: "Contacts",
  appointment: "Calendar",
  task: "Tasks",
  note: "Notes",
};

/** In the order they are met: the frequent ones first, then each kind in each case once. */
const sorts: [Kind, ConflictCase][] = [
  ["contact", "both-changed"],
  ["appointment", "both-changed"],
  ["task", "changed-here-deleted-there"],
  ["contact", "might-be-the-same"],
  ["note", "both-changed"],
  ["contact", "deleted-here-changed-there"],
  ["task", "both-changed"],
  ["appointment", "might-be-the-same"],
  ["note", "undone"],
  ["contact", "undone"],
  ["contact", "changed-here-deleted-there"],
  ["appointment", "changed-here-deleted-there"],
  ["appointment", "deleted-here-changed-there"],
  ["appointment", "undone"],
  ["task", "deleted-here-changed-there"],
  ["task", "might-be-the-same"],
  ["task", "undone"],
  ["note", "changed-here-deleted-there"],
  ["note", "deleted-here-changed-there"],
  ["note", "might-be-the-same"],
  ["appointment", "series-against-occurrence"],
];

export function sampleConflicts(options: DemoOptions, accounts: string[]): ConflictView[] {
  const account = accounts[0];
  if (account === undefined) return [];
  return Array.from({ length: options.conflicts }, (_, index) => {
    const conflict = sample(index, account);
    if (!options.longNames) return conflict;
    return { ...conflict, title: `${conflict.title} – ${"Wolfeschlegelsteinhausenbergerdorff ".repeat(4)}` };
  });
}

function sample(index: number, account: string): ConflictView {
  // The remainder is always the number of one of them.
  const [kind, which] = sorts[index % sorts.length] as [Kind, ConflictCase];
  const version = versions[kind];
  const person = `${given[index % given.length] ?? ""} ${family[index % family.length] ?? ""}`;
  const title =
    index < sorts.length ? version.title : kind === "contact" ? person : `${version.title} (${index})`;
  const now = Math.floor(Date.now() / 1000);
  const rows = rowsOf(which, version.rows);
  const side = (name: "server" | "local", changed_at: number, device: string) => ({
    id: `${name}-${index}`,
    changed_at,
    device,
    source: sourceOf(kind, rows, name),
  });
  return {
    id: index + 1,
    account,
    collection: collections[kind],
    kind,
    case: which,
    why: "",
    title,
    opened: Date.now() - (index + 1) * HOUR,
    sides: {
      server: which === "changed-here-deleted-there" ? null : side("server", now - 5_400, "Webmail"),
      local: which === "deleted-here-changed-there" ? null : side("local", now - 9_000, "Notebook"),
    },
    rows,
    candidates: which === "might-be-the-same" ? candidates(index, kind, title) : [],
    decision: null,
    dates: kind === "appointment" && which === "both-changed" ? dates : null,
    told: kind === "appointment" ? ["Ada Lindqvist", "Emil Brandt"] : [],
  };
}

function rowsOf(which: ConflictCase, rows: readonly Row[]): Row[] {
  if (which === "changed-here-deleted-there") return leftOn("local", rows);
  if (which === "deleted-here-changed-there") return leftOn("server", rows);
  if (which === "series-against-occurrence") return seriesMoved(rows);
  return which === "might-be-the-same" ? neverAgreed(rows) : structuredClone([...rows]);
}

function candidates(index: number, kind: Kind, title: string): Candidate[] {
  const reasons: Record<Kind, string[]> = {
    contact: ["same e-mail grace@kite.example, same name", "same phone …0123, similar name", "similar name"],
    appointment: [
      `same subject “${title}”, same start`,
      `same subject “${title}”, both on 2026-11-27`,
      `same subject “${title}”`,
    ],
    task: [
      `same subject “${title}”, due at the same time`,
      `same subject “${title}”, due at another time`,
      `same subject “${title}”`,
    ],
    note: [`same title “${title}”, same text`, `same title “${title}”`, "same text"],
  };
  const titles = [
    title,
    kind === "contact" ? "G. Okafor" : `${title} (2)`,
    kind === "contact" ? "Grace Okonkwo" : `${title} (old)`,
  ];
  return titles.map((name, at) => ({
    id: `local-${index}${at === 0 ? "" : `-${at}`}`,
    title: name,
    score: [97, 70, 45][at] ?? 0,
    reason: reasons[kind][at] ?? "",
  }));
}

/** The same conflict against another local item: what it holds is less alike. */
export function against(view: ConflictView, candidate: Candidate): ConflictView {
  const local = view.sides.local && { ...view.sides.local, id: candidate.id, device: null, changed_at: null };
  const rows = view.rows.map((row): Row => {
    if (row.local === null || row.local.picture) return row;
    const isTitle = ["display-name", "subject", "title", "name"].includes(row.key);
    if (!isTitle && row.verdict === "equal" && row.server)
      return { ...row, verdict: "only-server", changed: "server", outcome: "server", local: null };
    if (!isTitle || candidate.title === row.server?.text) return row;
    return {
      ...row,
      verdict: "differs",
      changed: "unknown",
      outcome: "open",
      local: { text: candidate.title },
    };
  });
  return { ...view, sides: { ...view.sides, local }, rows };
}

function sourceOf(kind: Kind, rows: readonly Row[], side: "server" | "local"): string {
  const name = { contact: "VCARD", appointment: "VEVENT", task: "VTODO", note: "VJOURNAL" }[kind];
  const lines = rows.flatMap((row) => {
    const shown = row[side];
    const property = row.key.replace(/\[.*/, "").toUpperCase();
    return shown ? [`${property}:${shown.text.replaceAll("\n", "\\n")}`] : [];
  });
  return [`BEGIN:${name}`, ...lines, `END:${name}`].join("\r\n");
}
