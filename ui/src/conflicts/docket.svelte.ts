// The conflicts a person goes through, one after the other, and what came of each decision.
import type { App } from "../app/app.svelte";
import { asFailure } from "../app/failure";
import type { ConflictSummary, ConflictView, Decision, Failure } from "../backend/types";
import { words } from "../words/index.svelte";
import { say } from "../words/say";
import { Review } from "./review.svelte";
import { type News, since } from "./since";

/** What came of the last decision, told above the next conflict. */
export type Notice =
  | { what: "done"; title: string; pass: number | null }
  | { what: "waits"; title: string; failure: Failure }
  | { what: "changed"; title: string; news: News[] }
  | { what: "several"; done: number; left: number };

/** What is done to each of a sort. */
export type ForAll = "server" | "local" | "both" | "new" | "merge";

export class Docket {
  /** Those that waited when it was opened; it does not shrink while one goes through it, so that “2 of 7” stays true. */
  queue: ConflictSummary[] = $state.raw([]);
  index = $state(0);
  settled: readonly number[] = $state.raw([]);
  review: Review | null = $state.raw(null);
  notice: Notice | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  /** The conflict is not there any more. */
  gone = $state(false);
  busy = $state(false);
  /** How many of a sort were tried, while that runs. */
  tried: number | null = $state(null);
  /** The column of what was last synchronized stays as it was chosen. */
  #base = false;
  readonly #app: App;
  readonly #close: () => void;

  constructor(app: App, queue: ConflictSummary[], first: number, close: () => void) {
    this.#app = app;
    this.#close = close;
    this.queue = queue;
    this.index = Math.max(
      0,
      queue.findIndex((conflict) => conflict.id === first),
    );
    void this.#read();
  }

  get current(): ConflictSummary | null {
    return this.queue[this.index] ?? null;
  }

  /** The place of the nearest conflict in that direction that is not settled; -1 where there is none. */
  beside(by: 1 | -1): number {
    for (let at = this.index + by; at >= 0 && at < this.queue.length; at += by) {
      const one = this.queue[at];
      if (one && !this.settled.includes(one.id)) return at;
    }
    return -1;
  }

  go(to: number): void {
    this.index = to;
    this.notice = null;
    void this.#read();
  }

  /** The next one that waits, round the end; the dialog closes after the last. */
  async #next(): Promise<void> {
    const after = this.beside(1);
    const to = after >= 0 ? after : this.queue.findIndex((one) => !this.settled.includes(one.id));
    if (to < 0) {
      this.#tell();
      this.#close();
      return;
    }
    this.index = to;
    await this.#read();
  }

  /** Changes nothing; the next one, or the end. */
  skip(): void {
    const skipped = this.current;
    const to = this.beside(1);
    if (skipped && to < 0) this.#app.toasts.show(words.conflicts.skipped(skipped.title));
    if (to < 0) this.#close();
    else this.go(to);
  }

  async #read(): Promise<void> {
    const wanted = this.current;
    if (!wanted) return;
    this.failure = null;
    this.gone = false;
    try {
      const view = await this.#app.backend.conflict(wanted.id);
      if (this.current === wanted) this.#show(view);
    } catch (thrown) {
      if (this.current !== wanted) return;
      this.review = null;
      const failure = asFailure(thrown);
      if (failure.code === "unknown") this.gone = true;
      else this.failure = failure;
    }
  }

  #show(view: ConflictView): void {
    if (this.review) this.#base = this.review.base;
    const review = new Review(this.#app.backend, view);
    review.similar = this.similar(view).length;
    review.base = this.#base && review.whyNot("base") === null;
    this.review = review;
  }

  /** Other conflicts of the same sort: account, kind and case. */
  similar(view: ConflictView): ConflictSummary[] {
    return this.queue.filter(
      (other) =>
        other.id !== view.id &&
        other.account === view.account &&
        other.kind === view.kind &&
        other.case === view.case &&
        !this.settled.includes(other.id),
    );
  }

  async decide(decision: Decision): Promise<void> {
    const { review } = this;
    if (!review || this.busy) return;
    const { view } = review;
    this.busy = true;
    this.failure = null;
    try {
      const { pass, failure } = await this.#app.backend.decide(
        view.id,
        review.sent(decision),
        review.chosenCandidate,
      );
      const again = failure ? null : await this.#newCase(view);
      if (again) {
        this.#putAgain(again);
        this.notice = { what: "changed", title: view.title, news: since(view.rows, again.view.rows) };
        this.#show(again.view);
        return;
      }
      this.settled = [...this.settled, view.id];
      this.notice = failure
        ? { what: "waits", title: view.title, failure }
        : { what: "done", title: view.title, pass };
      // Until the next one is there, what is seen is the one that is settled.
      await this.#next();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** The same item asked about anew: it was changed while the person looked. */
  async #newCase(before: ConflictView): Promise<{ summary: ConflictSummary; view: ConflictView } | null> {
    const waiting = await this.#app.backend.conflicts();
    const known = this.queue.map((one) => one.id);
    const candidates = waiting.filter(
      (one) =>
        one.account === before.account &&
        one.kind === before.kind &&
        !one.decided &&
        (one.id === before.id || !known.includes(one.id)),
    );
    for (const summary of candidates) {
      const view = await this.#app.backend.conflict(summary.id);
      const isSame = (side: "server" | "local") =>
        before.sides[side] !== null && before.sides[side].id === view.sides[side]?.id;
      if (isSame("server") || isSame("local")) return { summary, view };
    }
    return null;
  }

  #putAgain({ summary }: { summary: ConflictSummary }): void {
    this.queue = this.queue.map((one, at) => (at === this.index ? summary : one));
  }

  async applyToAll(what: ForAll): Promise<void> {
    const { review } = this;
    if (!review || this.busy) return;
    this.busy = true;
    this.tried = 0;
    let done = 0;
    const all = [review.view.id, ...this.similar(review.view).map((one) => one.id)];
    for (const id of all) {
      const picks = id === review.view.id ? review.merge : ({ merge: [] } as const);
      const decision: Decision =
        what === "merge" ? (picks as Decision) : what === "both" || what === "new" ? what : { keep: what };
      try {
        await this.#app.backend.decide(
          id,
          review.sent(decision),
          id === review.view.id ? review.chosenCandidate : undefined,
        );
        this.settled = [...this.settled, id];
        done++;
      } catch {
        // It waits as before, and is counted.
      }
      this.tried++;
    }
    this.tried = null;
    this.notice = { what: "several", done, left: all.length - done };
    if (this.settled.includes(review.view.id)) await this.#next();
    this.busy = false;
  }

  async undo(pass: number, title: string): Promise<void> {
    this.notice = null;
    await undo(this.#app, pass, title);
  }

  /** The dialog closes: what came of the last decision is told in the window. */
  #tell(): void {
    const { notice } = this;
    const { toasts } = this.#app;
    if (notice?.what === "waits")
      toasts.show(`${words.conflicts.doneWaits(notice.title)}. ${words.conflicts.doneWaitsHint}`);
    if (notice?.what === "several") toasts.show(severalInWords(notice));
    if (notice?.what !== "done") return;
    const { pass, title } = notice;
    const action = { words: words.conflicts.undo, run: () => void undo(this.#app, pass ?? 0, title) };
    toasts.show(words.conflicts.done(title), pass === null ? undefined : action);
  }
}

export function severalInWords({ done, left }: { done: number; left: number }): string {
  const said = [words.conflicts.similarDone(done)];
  if (left > 0) said.push(words.conflicts.similarLeft(left));
  return said.join(" · ");
}

async function undo(app: App, pass: number, title: string): Promise<void> {
  try {
    const { items } = await app.backend.undoPass(pass);
    const refused = items.find((item) => item.why_not !== null);
    app.toasts.show(
      refused
        ? `${words.conflicts.undoRefused(title)}: ${refused.why_not ? say(refused.why_not) : ""}`
        : words.conflicts.undone(title),
    );
  } catch (thrown) {
    app.toasts.show(`${words.conflicts.undoRefused(title)}: ${say(asFailure(thrown).message)}`);
  }
}
