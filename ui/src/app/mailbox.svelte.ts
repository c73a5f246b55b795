// What the window knows of the accounts: how they stand, which passes run, what they have come to.
import type { Backend } from "../backend";
import type { AccountState, Failure, Report, SyncRequest } from "../backend/types";
import { Run, type KindProgress } from "../passes/run.svelte";
import { asFailure } from "./failure";

export class Mailbox {
  /** Null until they were read for the first time. */
  accounts: AccountState[] | null = $state.raw(null);
  /** Why the accounts could not be read. */
  failure: Failure | null = $state.raw(null);
  /** The passes asked for last in this window, running or over. */
  runs: Run[] = $state.raw([]);
  /** Where each running pass is, whoever asked for it. */
  progress: Record<string, KindProgress> = $state({});
  /** Whether the progress dialog is in front. */
  shown = $state(false);
  /** The account whose next pass is looked at before it is run. */
  previewed: string | null = $state(null);
  /** The report of a pass that stopped before deleting, while the person is asked. */
  stopped: Report | null = $state.raw(null);
  readonly #backend: Backend;
  /** Answers may overtake one another: one that was asked for before what is shown is no news. */
  #asked = 0;
  #shownAnswer = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Reads the accounts and listens, until the function it returns is called. */
  open(): () => void {
    const stops = [
      this.#backend.onProgress((told) => {
        (this.progress[told.account] ??= {})[told.kind] = told;
        const run = this.runOf(told.account);
        if (run) run.progress[told.kind] = told;
      }),
      this.#backend.onChange(() => void this.reload()),
    ];
    void this.reload();
    return () => stops.forEach((stop) => stop());
  }

  async reload(): Promise<void> {
    const number = ++this.#asked;
    const isOld = () => number < this.#shownAnswer;
    try {
      const accounts = await this.#backend.accounts();
      if (isOld()) return;
      this.accounts = accounts;
      this.failure = null;
    } catch (thrown) {
      if (isOld()) return;
      this.failure = asFailure(thrown);
    }
    this.#shownAnswer = number;
  }

  get names(): string[] {
    return (this.accounts ?? []).map((state) => state.account.name);
  }

  /** How many conflicts wait, in all accounts. */
  get conflicts(): number {
    return (this.accounts ?? []).reduce((sum, state) => sum + state.conflicts, 0);
  }

  /** The pass of this account that this window asked for and that still runs. */
  runOf(account: string): Run | undefined {
    return this.runs.find((run) => run.account === account && !run.over);
  }

  isRunning(account: string): boolean {
    const state = this.accounts?.find((known) => known.account.name === account);
    return this.runOf(account) !== undefined || (state?.running ?? false);
  }

  get busy(): boolean {
    return this.names.some((name) => this.isRunning(name));
  }

  /** One pass of each of these accounts, at the same time. Those that run already are left alone. */
  async synchronize(accounts: string[], request: SyncRequest = {}): Promise<void> {
    const runs = accounts.filter((name) => !this.isRunning(name)).map((name) => new Run(name, request));
    if (runs.length === 0) return;
    const stillRunning = this.runs.filter((run) => !run.over);
    this.runs = [...stillRunning, ...runs];
    this.shown = true;
    await Promise.all(runs.map((run) => this.#carryOut(run)));
  }

  async #carryOut(run: Run): Promise<void> {
    await run.carryOut(this.#backend);
    Reflect.deleteProperty(this.progress, run.account);
    await this.reload();
  }

  cancel(account: string): void {
    const run = this.runOf(account);
    if (run) run.cancelling = true;
    void this.#backend.cancel(account);
  }
}
