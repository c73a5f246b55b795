// What the windows ask of the program behind them. Two answers exist: `tauri` (the real engine) and `demo` (a browser, tests).
import type { AccountSummary } from "../types/AccountSummary";
import type { NewAccount } from "../types/NewAccount";
import type { PassSummary } from "../types/PassSummary";
import type { PassProgress } from "../types/PassProgress";

/** Every function rejects with a `Failure` (../types/Failure). */
export interface Backend {
  accounts(): Promise<AccountSummary[]>;
  addAccount(account: NewAccount): Promise<void>;
  /** One pass of one account; resolves when it is over, whatever came of it. */
  synchronize(account: string): Promise<PassSummary>;
  /** Asks a running pass to stop; what it has done so far stays. */
  cancel(account: string): Promise<void>;
  /** Tells where running passes are, until the function it returns is called. */
  onProgress(listen: (progress: PassProgress) => void): () => void;
  /** Tells that accounts changed elsewhere (a pass started from the tray, say). */
  onChange(listen: () => void): () => void;
}
