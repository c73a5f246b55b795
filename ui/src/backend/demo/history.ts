import type { Backend } from "..";
import type { ChangeView, Row, UndoReport } from "../types";
import { said } from "./said";
import { row } from "./samples/rows";
import { changed, failure, step, type World } from "./world";

type Answers = Pick<
  Backend,
  | "passes"
  | "pass"
  | "changeRows"
  | "undoPass"
  | "undoChange"
  | "undoField"
  | "itemHistory"
  | "versionRows"
  | "restoreVersion"
>;

export function historyAnswers(world: World): Answers {
  const changeOf = (id: number): ChangeView => {
    const found = world.changes.find((change) => change.id === id);
    if (!found)
      throw failure(
        "unknown",
        said("there is no change {number}", { number: String(id) }),
        said("See what a pass changed with: smsync history PASS"),
        "",
      );
    return found;
  };
  return {
    async passes(account, limit) {
      await step(world);
      return world.passes.filter((pass) => account === null || pass.account === account).slice(0, limit);
    },
    async pass(id) {
      const pass = world.passes.find((known) => known.id === id);
      if (!pass)
        throw failure(
          "unknown",
          said("there is no pass {number}", { number: String(id) }),
          said("See the passes there were with: smsync history"),
          String(id),
        );
      return structuredClone({ pass, changes: world.changes.filter((change) => change.pass === id) });
    },
    changeRows: async (change) => rowsOf(changeOf(change)),
    undoPass: async (pass) =>
      undo(
        world,
        world.changes.filter((change) => change.pass === pass && change.undone_by === null),
      ),
    undoChange: async (change) => undo(world, [changeOf(change)]),
    undoField: async (change) => undo(world, [changeOf(change)]),
    async itemHistory(_account, kind, id) {
      const changes = world.changes.filter(
        (change) => change.kind === kind && (change.local_id === id || change.server_id === id),
      );
      const title =
        changes[0]?.title ?? world.items.find((item) => item.listed.id === id)?.listed.title ?? id;
      const days = 24 * 60 * 60_000;
      return {
        changes,
        versions: [
          { number: 0, title, replaced: null, by_person: false, source: "" },
          { number: LATER, title, replaced: Date.now() - 200_000, by_person: false, source: "" },
          { number: EARLIER, title, replaced: Date.now() - 12 * days, by_person: true, source: "" },
        ],
        waiting: [said("you left it out; it is offered again in the next pass")],
      };
    },
    async versionRows(_account, _kind, _id, older, newer) {
      [older, newer].forEach(check);
      return [
        row("display-name", "Name", "Elif Demir", "Elif Demir", "Elif Demir"),
        row("phone[0]", "Phone", phones[older] ?? null, phones[newer] ?? null),
        row("company", "Company", company[older] ?? null, company[newer] ?? null),
      ];
    },
    async restoreVersion(_account, _kind, _id, version) {
      await step(world);
      check(version);
      changed(world);
    },
  };
}

// Versions have numbers that are the program's own; the greatest is the newest, and 0 is what an item is now.
const [LATER, EARLIER] = [41, 17];
const phones: Record<number, string> = {
  0: "+49 40 555 0142",
  [LATER]: "+49 40 555 0100",
  [EARLIER]: "040 5550100",
};
const company: Record<number, string> = { 0: "Kite Software", [LATER]: "Kite Software" };

function check(version: number): void {
  if (phones[version] === undefined)
    throw failure(
      "unknown",
      said("that version is not kept any more"),
      said("Versions are kept for 90 days."),
      "",
    );
}

function rowsOf(change: ChangeView): Row[] {
  const before = (text: string) => (change.has_before ? text : null);
  const after = (text: string) => (change.has_after ? text : null);
  return [
    row(
      change.kind === "contact" ? "display-name" : "subject",
      "Name",
      before(change.title),
      after(change.title),
    ),
    row("category[0]", "Category", before("Work"), after("Work")),
    row(
      "text",
      "Text",
      before("Ask about the second key."),
      after("Ask about the second key, and the alarm code."),
    ),
  ];
}

async function undo(world: World, changes: ChangeView[]): Promise<UndoReport> {
  await step(world);
  const pass = Math.max(0, ...world.passes.map((known) => known.id)) + 1;
  const undone = changes.filter((change) => change.undone_by === null);
  for (const change of undone) change.undone_by = pass;
  changed(world);
  return { pass, items: undone.map(({ title, side }) => ({ title, side, why_not: null })) };
}
