// Something asked of the program: its answer, why there is none, or that it is not here yet.
import type { Failure } from "../backend/types";
import { asFailure } from "./failure";

export class Asked<Answer> {
  answer: Answer | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  waiting = $state(false);
  #latest = 0;

  /** Asks; an answer that comes after a later question is dropped. What was there before stays until then. */
  async ask(question: () => Promise<Answer>): Promise<void> {
    const mine = ++this.#latest;
    this.waiting = true;
    try {
      const answer = await question();
      if (mine !== this.#latest) return;
      this.answer = answer;
      this.failure = null;
    } catch (thrown) {
      if (mine !== this.#latest) return;
      this.failure = asFailure(thrown);
    }
    this.waiting = false;
  }
}
