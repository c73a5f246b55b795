import type { Backend } from "..";
import type { AccountState, Kind, KindReport, Line, Report, Side, SyncRequest } from "../types";
import { said } from "./said";
import { kindReport, NOTHING } from "./samples/accounts";
import {
  cancelledFailure,
  changed,
  failure,
  kindsOf,
  offline,
  stateOf,
  step,
  subscribe,
  type Planned,
  type World,
} from "./world";

type Answers = Pick<
  Backend,
  | "synchronize"
  | "preview"
  | "cancel"
  | "rememberGuard"
  | "tryAgain"
  | "putBack"
  | "onProgress"
  | "onChange"
  | "onPlace"
>;

/** What a first pass brings, of each kind. */
const FIRST: Record<Kind, number> = { contact: 42, appointment: 118, task: 9, note: 6 };
const STEPS = 6;

export function passAnswers(world: World): Answers {
  return {
    async synchronize(name, request = {}) {
      const state = stateOf(world, name);
      if (state.running)
        throw failure(
          "in-use",
          said("this account is being synchronised already"),
          said("Wait until that has finished, or cancel it."),
          name,
        );
      state.running = true;
      world.cancelled.delete(name);
      try {
        return await pass(world, state, request);
      } finally {
        state.running = false;
        changed(world);
      }
    },

    async preview(name, request = {}) {
      const state = stateOf(world, name);
      await step(world);
      if (world.options.failing) throw offline(state.account.url);
      const kinds = kindsOf(state).map((kind) => {
        const lines = linesOf(world, state, kind, request).map((planned) => planned.line);
        return {
          ...kindReport(kind),
          lines,
          written: counted(lines),
          guard: guardOf(world, state, kind, lines, request),
        };
      });
      return report(state, Date.now(), { kinds });
    },

    async cancel(name) {
      world.cancelled.add(name);
    },

    async rememberGuard(account, kind, upTo) {
      world.remembered.set(`${account}/${kind}`, upTo);
    },

    // The next pass of the demonstration takes whatever was left.
    tryAgain: async () => {},
    putBack: async () => changed(world),

    onProgress: (listen) => subscribe(world.progress, listen),
    onChange: (listen) => subscribe(world.change, listen),
    onPlace: (listen) => subscribe(world.place, listen),
  };
}

async function pass(world: World, state: AccountState, request: SyncRequest): Promise<Report> {
  const started = Date.now();
  const first = state.last_pass === null;
  const kinds: KindReport[] = [];
  for (const kind of kindsOf(state)) {
    const planned = linesOf(world, state, kind, request);
    const total = first ? FIRST[kind] : planned.length;
    await walk(world, state, kind, total);
    kinds.push(await carryOut(world, state, kind, planned, request, first));
  }
  const ended = Date.now();
  const id = Math.max(0, ...world.passes.map((known) => known.id)) + 1;
  const told = report(state, started, { kinds, ended, pass: id });
  world.passes.unshift({ id, account: state.account.name, started, ended, report: told });
  state.last_pass = ended;
  state.last_report = { ...told, kinds: kinds.map((kind) => ({ ...kind, lines: [] })) };
  state.was_cut_off = false;
  state.changes_to_send = false;
  return told;
}

/** Tells the progress of one kind, step by step. */
async function walk(world: World, state: AccountState, kind: Kind, total: number): Promise<void> {
  const account = state.account.name;
  const tell = (phase: "looking" | "working" | "finished", done: number) =>
    world.progress.forEach((listen) =>
      listen({ account, kind, phase, done, total: phase === "looking" ? 0 : total }),
    );
  tell("looking", 0);
  await step(world);
  if (world.options.failing) return;
  for (let part = 0; total > 0 && part < STEPS; part++) {
    if (world.cancelled.has(account)) throw cancelledFailure(account);
    tell("working", Math.floor((total * part) / STEPS));
    await step(world);
  }
  if (world.cancelled.has(account)) throw cancelledFailure(account);
  tell("finished", total);
}

async function carryOut(
  world: World,
  state: AccountState,
  kind: Kind,
  planned: Planned[],
  request: SyncRequest,
  first: boolean,
): Promise<KindReport> {
  const conflicts = world.conflicts.filter(
    (conflict) => conflict.account === state.account.name && conflict.kind === kind,
  ).length;
  if (world.options.failing) return { ...kindReport(kind), failure: offline(state.account.url) };
  if (first) {
    const local = { ...NOTHING, added: FIRST[kind] };
    return { ...kindReport(kind), written: { server: { ...NOTHING }, local } };
  }
  const lines = planned.map((one) => one.line);
  const guard = guardOf(world, state, kind, lines, request);
  const done = guard ? lines.filter((line) => !deletes(line)) : lines;
  const gone = new Set(done);
  world.planned = world.planned.filter((one) => !gone.has(one.line));
  const answer = request.deletions?.[kind];
  if (answer === "restore")
    world.planned = world.planned.filter((one) => one.kind !== kind || !deletes(one.line));
  return { ...kindReport(kind), lines: done, written: counted(done), conflicts, guard };
}

function linesOf(world: World, state: AccountState, kind: Kind, request: SyncRequest): Planned[] {
  const left = new Set((request.leave_out ?? []).map((out) => `${out.kind}/${out.side}/${out.id}`));
  return world.planned.filter(
    (one) =>
      one.account === state.account.name &&
      one.kind === kind &&
      !left.has(`${kind}/server/${one.line.server_id}`) &&
      !left.has(`${kind}/local/${one.line.local_id}`),
  );
}

const deletes = (line: Line): boolean =>
  typeof line.what === "object" && "written" in line.what && line.what.written.deed === "deleted";

function guardOf(
  world: World,
  state: AccountState,
  kind: Kind,
  lines: Line[],
  request: SyncRequest,
): KindReport["guard"] {
  const titles = lines.filter(deletes).map((line) => line.title);
  const allowed = world.remembered.get(`${state.account.name}/${kind}`) ?? state.account.guard.few;
  const asked = request.deletions?.[kind] ?? "ask";
  if (asked !== "ask" || titles.length <= allowed) return null;
  return { deletions: { server: 0, local: titles.length }, total: 42, titles };
}

function counted(lines: Line[]): KindReport["written"] {
  const written = { server: { ...NOTHING }, local: { ...NOTHING } };
  for (const line of lines)
    if (typeof line.what === "object" && "written" in line.what) {
      const { side, deed }: { side: Side; deed: keyof typeof NOTHING } = line.what.written;
      written[side][deed] += 1;
    }
  return written;
}

function report(state: AccountState, started: number, told: Partial<Report>): Report {
  return {
    account: state.account.name,
    pass: null,
    started,
    ended: Date.now(),
    kinds: [],
    failure: null,
    requests: 9,
    bytes: 18_400,
    ...told,
  };
}
