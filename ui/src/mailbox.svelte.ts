// What the main window knows: the accounts, the passes that run, and what went wrong. It asks the backend and nobody else.
import type { Backend } from "./backend";
import type { AccountSummary } from "./types/AccountSummary";
import type { Failure } from "./types/Failure";
import type { NewAccount } from "./types/NewAccount";
import type { PassProgress } from "./types/PassProgress";

/** A running pass: where each kind is. */
export type Running = Partial<Record<PassProgress["kind"], PassProgress>>;

export class Mailbox {
  accounts: AccountSummary[] | null = $state(null);
  running: Record<string, Running> = $state({});
  failures: Record<string, Failure> = $state({});
  failure: Failure | null = $state(null);
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Loads the accounts and listens, until the function it returns is called. */
  open(): () => void {
    const stops = [
      this.#backend.onProgress((progress) => {
        (this.running[progress.account] ??= {})[progress.kind] = progress;
      }),
      this.#backend.onChange(() => void this.reload()),
    ];
    void this.reload();
    return () => stops.forEach((stop) => stop());
  }

  get busy(): boolean {
    return Object.keys(this.running).length > 0;
  }

  async reload(): Promise<void> {
    try {
      this.accounts = await this.#backend.accounts();
      this.failure = null;
    } catch (failure) {
      this.failure = asFailure(failure);
    }
  }

  async synchronizeAll(): Promise<void> {
    await Promise.all((this.accounts ?? []).map((account) => this.synchronize(account.name)));
  }

  async synchronize(name: string): Promise<void> {
    if (this.running[name]) return;
    this.running[name] = {};
    Reflect.deleteProperty(this.failures, name);
    try {
      await this.#backend.synchronize(name);
    } catch (failure) {
      this.failures[name] = asFailure(failure);
    }
    Reflect.deleteProperty(this.running, name);
    await this.reload();
  }

  cancel(name: string): void {
    void this.#backend.cancel(name);
  }

  /** Adds an account; what does not fit comes back as a failure. */
  async add(account: NewAccount): Promise<Failure | null> {
    try {
      await this.#backend.addAccount(account);
    } catch (failure) {
      return asFailure(failure);
    }
    await this.reload();
    return null;
  }
}

function asFailure(thrown: unknown): Failure {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown && "hint" in thrown)
    return thrown as Failure;
  const hint = "Close the window and open it again. If it stays so, start the program again.";
  return { code: "unknown", message: String(thrown), hint, about: "" };
}
