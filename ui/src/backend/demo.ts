// A backend without a program behind it: one account that synchronizes in memory. For a browser and for tests of the page.
import type { Backend } from ".";
import type { AccountSummary } from "../types/AccountSummary";
import type { Failure } from "../types/Failure";
import type { Kind } from "../types/Kind";
import type { KindSummary } from "../types/KindSummary";
import type { PassProgress } from "../types/PassProgress";
import type { Written } from "../types/Written";
import { KINDS } from "../words";

const NOTHING: Written = { added: 0, changed: 0, deleted: 0, merged: 0 };
const WAITING: Record<Kind, number> = { contact: 42, appointment: 118, task: 9, note: 6 };

export const sampleAccount: AccountSummary = {
  name: "Example",
  url: "https://mail.example.com",
  email: "alice@example.com",
  kinds: [...KINDS],
  conflicts: 0,
  held: 0,
  lastPass: null,
  wasCutOff: false,
};

/** `delay`: how long each step of a pass takes, in milliseconds. */
export function demo(accounts: AccountSummary[] = [sampleAccount], delay = 120): Backend {
  const store = structuredClone(accounts);
  const listeners = new Set<(progress: PassProgress) => void>();
  const cancelled = new Set<string>();

  async function pass(account: AccountSummary): Promise<KindSummary[]> {
    const first = account.lastPass === null;
    const summaries: KindSummary[] = [];
    for (const kind of account.kinds) {
      const total = first ? WAITING[kind] : 0;
      for (const phase of ["looking", "working", "finished"] as const) {
        if (cancelled.has(account.name)) throw cancelledFailure(account.name);
        const done = phase === "finished" ? total : 0;
        listeners.forEach((listen) => listen({ account: account.name, kind, phase, done, total }));
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
      summaries.push({
        kind,
        server: NOTHING,
        local: { ...NOTHING, added: total },
        linked: 0,
        conflicts: 0,
        held: [],
        wouldDelete: null,
        failure: null,
        notes: [],
      });
    }
    return summaries;
  }

  return {
    accounts: async () => structuredClone(store),
    async addAccount({ name, url, email, kinds }) {
      if (store.some((account) => account.name === name)) throw taken(name);
      store.push({ ...sampleAccount, name, url, email, kinds });
    },
    async synchronize(name) {
      const account = store.find((candidate) => candidate.name === name);
      if (!account) throw unknown(name);
      cancelled.delete(name);
      const started = Date.now();
      const kinds = await pass(account);
      account.lastPass = { started, ended: Date.now(), requests: 2 * kinds.length, kinds, failure: null };
      return account.lastPass;
    },
    async cancel(name) {
      cancelled.add(name);
    },
    onProgress(listen) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    onChange: () => () => undefined,
  };
}

const unknown = (name: string): Failure => ({
  code: "unknown",
  message: `there is no account named “${name}”`,
  hint: "Choose one of the accounts in the window.",
  about: name,
});

const taken = (name: string): Failure => ({
  code: "usage",
  message: "there is an account with this name already",
  hint: "Choose another name.",
  about: name,
});

const cancelledFailure = (name: string): Failure => ({
  code: "cancelled",
  message: "you stopped it",
  hint: "Synchronize again whenever you like; what was done so far is kept.",
  about: name,
});
