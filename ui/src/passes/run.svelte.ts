// A pass that was asked for in this window, from the click to what became of it.
import { asFailure } from "../app/failure";
import type { Backend } from "../backend";
import type { Failure, Kind, Progress, Report, SyncRequest } from "../backend/types";

export type KindProgress = Partial<Record<Kind, Progress>>;

export class Run {
  readonly account: string;
  readonly request: SyncRequest;
  progress: KindProgress = $state({});
  cancelling = $state(false);
  report: Report | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);

  constructor(account: string, request: SyncRequest) {
    this.account = account;
    this.request = request;
  }

  async carryOut(backend: Backend): Promise<void> {
    try {
      this.report = await backend.synchronize(this.account, this.request);
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  get over(): boolean {
    return this.report !== null || this.failure !== null;
  }
}
