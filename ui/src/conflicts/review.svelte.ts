// One conflict while the person looks at it: what is picked, which side is chosen, which row has the focus. Nothing here is stored;
// the dialog hands `decision` to the program.
import type { Backend } from "../backend";
import type { ConflictView, Decision, Keep, Row, RowKey, Side } from "../backend/types";
import { type Action, makesAnew, whyNot, type WhyNot } from "./allowed";
import { fold } from "./fold";
import { NO_PICKS, nextOpen, open, pick, pickAll, type Picks, wire } from "./picks";

export class Review {
  view: ConflictView = $state.raw() as ConflictView;
  picks: Picks = $state.raw(NO_PICKS);
  /** Keep this side as a whole; else the picks count. */
  chosen: Side | null = $state(null);
  /** None of the local items is the same. */
  none = $state(false);
  candidate: string | undefined = $state(undefined);
  at: RowKey | null = $state(null);
  equal = $state(false);
  base = $state(false);
  /** What is made anew on the server tells nobody. */
  quiet = $state(false);
  /** The rows as the program makes them with the picks: they know merged texts. */
  answered: Row[] | null = $state.raw(null);
  /** Other open conflicts of the same sort. */
  similar = $state(0);
  readonly #backend: Backend;
  readonly #candidates: Record<string, Promise<ConflictView>> = {};
  #asked = 0;

  constructor(backend: Backend, view: ConflictView) {
    this.#backend = backend;
    this.view = view;
    this.candidate = view.sides.local?.id;
    // So that a change in the drop-down is seen at once.
    for (const candidate of view.candidates.slice(0, 9)) void this.#viewOf(candidate.id).catch(() => null);
  }

  get rows(): Row[] {
    return this.view.rows;
  }

  get isDeletion(): boolean {
    return this.view.sides.server === null || this.view.sides.local === null;
  }

  get open(): Row[] {
    return open(this.rows, this.picks);
  }

  whyNot(action: Action): WhyNot | null {
    return whyNot(action, this);
  }

  pick(row: Row, keep: Keep): void {
    this.#take(pick(this.picks, row, keep));
  }

  pickAll(side: Side): void {
    this.#take(pickAll(this.rows, side));
  }

  #take(picks: Picks): void {
    this.picks = picks;
    this.chosen = null;
    void this.#ask();
  }

  choose(side: Side): void {
    this.chosen = side;
    this.none = false;
  }

  /** The next red row that is not decided; the focus goes there. */
  nextOpen(): RowKey | null {
    return nextOpen(this.rows, this.picks, this.at);
  }

  /** One row up or down among those that are shown. */
  beside(by: 1 | -1): RowKey | null {
    const shown = fold(this.rows, this.equal).shown;
    const at = shown.findIndex((row) => row.key === this.at);
    if (at < 0) return shown[0]?.key ?? null;
    return shown[Math.max(0, Math.min(shown.length - 1, at + by))]?.key ?? null;
  }

  edge(to: "first" | "last"): RowKey | null {
    const shown = fold(this.rows, this.equal).shown;
    return shown.at(to === "first" ? 0 : -1)?.key ?? null;
  }

  get current(): Row | null {
    return this.rows.find((row) => row.key === this.at) ?? null;
  }

  /** Compares with another local item; picks belong to the rows they were made in. */
  async compareWith(candidate: string): Promise<void> {
    this.candidate = candidate;
    this.none = false;
    const view = await this.#viewOf(candidate);
    if (this.candidate !== candidate) return;
    this.#asked++;
    this.view = view;
    this.picks = NO_PICKS;
    this.answered = null;
    this.chosen = null;
    this.at = null;
  }

  #viewOf(candidate: string): Promise<ConflictView> {
    return (this.#candidates[candidate] ??= this.#backend.conflict(this.view.id, candidate));
  }

  /** Which candidate goes with a decision: none where there is no choice. */
  get chosenCandidate(): string | undefined {
    return this.view.candidates.length > 0 ? this.candidate : undefined;
  }

  get merge(): Decision {
    return { merge: wire(this.picks) };
  }

  /** The decision as it is sent: where nobody is to be told of what it makes on the server, it says so. */
  sent(decision: Decision): Decision {
    return this.quiet && makesAnew(this.view, decision) ? { quietly: decision } : decision;
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    const answer = await this.#backend
      .conflictWithPicks(this.view.id, wire(this.picks), this.chosenCandidate)
      .catch(() => null);
    if (asked === this.#asked) this.answered = answer;
  }
}
