import type { ChangeView, Deed, Kind, PassView, Side } from "../../types";
import { KINDS } from "../../types";
import { kindReport, NOTHING } from "./accounts";

const HOUR = 60 * 60_000;

type Told = [kind: Kind, side: Side, deed: Deed, title: string, reason: string];

const told: Told[][] = [
  [
    ["contact", "local", "added", "Rasmus Iversen", "new on the server"],
    ["contact", "local", "added", "Noor Haddad", "new on the server"],
    ["contact", "local", "merged", "Elif Demir", "both sides changed different parts; put together"],
    ["contact", "server", "changed", "Felix Brandt", "changed here"],
  ],
  [],
  [
    ["appointment", "local", "deleted", "Flat viewing", "deleted on the server"],
    ["appointment", "server", "changed", "Dentist", "changed here"],
    ["task", "server", "changed", "Pay the gas bill", "changed here"],
  ],
  [["note", "local", "changed", "Gift ideas", "changed on the server"]],
  [],
  [
    ["contact", "local", "changed", "Wanda Nowak", "changed on the server"],
    ["task", "local", "added", "Book the rehearsal room", "new on the server"],
  ],
];

export function sampleHistory(accounts: string[]): { passes: PassView[]; changes: ChangeView[] } {
  const account = accounts[0];
  if (account === undefined) return { passes: [], changes: [] };
  const passes: PassView[] = [];
  const changes: ChangeView[] = [];
  told.forEach((lines, index) => {
    const id = told.length + 1 - index;
    const started = Date.now() - 200_000 - index * 5.3 * HOUR;
    const kinds = KINDS.map((kind) => {
      const count = (side: Side, deed: Deed) =>
        lines.filter((l) => l[0] === kind && l[1] === side && l[2] === deed).length;
      const counts = (side: Side) => ({
        ...NOTHING,
        added: count(side, "added"),
        changed: count(side, "changed"),
        deleted: count(side, "deleted"),
        merged: count(side, "merged"),
      });
      return kindReport(kind, { written: { server: counts("server"), local: counts("local") } });
    });
    const ended = started + 1_900;
    passes.push({
      id,
      account,
      started,
      ended,
      report: {
        account,
        pass: id,
        started,
        ended,
        kinds,
        failure: null,
        requests: 9 + lines.length,
        bytes: 18_400,
      },
    });
    lines.forEach(([kind, side, deed, title, reason], line) =>
      changes.push({
        id: id * 100 + line,
        pass: id,
        kind,
        side,
        deed,
        title,
        reason,
        server_id: `server-${id}-${line}`,
        local_id: `${kind}-${id}-${line}`,
        has_before: deed !== "added",
        has_after: deed !== "deleted",
        undone_by: null,
      }),
    );
  });
  return { passes, changes };
}
