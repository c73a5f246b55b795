// A long list page by page: what is near the window is read, what is typed into the search is looked for at once, and what was there
// stays until the answer comes.
import type { Backend } from "../backend";
import { asFailure } from "../app/failure";
import type { Failure, Kind, Listed } from "../backend/types";
import { pages, type Slice } from "./window";

const SIZE = 100;

export class Pages {
  total: number | null = $state(null);
  failure: Failure | null = $state.raw(null);
  search = $state("");
  #read: Record<number, Listed[]> = $state.raw({});
  readonly #backend: Backend;
  readonly #kind: Kind;
  #account: string | null = null;
  /** Answers to an earlier question are not looked at. */
  #asked = 0;
  #wanted: number[] = [0];
  #asking: Record<number, boolean> = {};

  constructor(backend: Backend, kind: Kind) {
    this.#backend = backend;
    this.#kind = kind;
  }

  /** The list of another account, from its beginning. */
  of(account: string): void {
    if (account === this.#account) return;
    this.#account = account;
    this.#read = {};
    this.total = null;
    this.search = "";
    void this.reload();
  }

  /** Looks for what is typed. While an answer is awaited the next question waits, and only the last of several is asked. */
  look(search: string): void {
    this.search = search;
    this.#wanted = [0];
    this.#asksAgain = this.#looking;
    if (!this.#looking) void this.#lookUntilAnswered();
  }

  #looking = false;
  #asksAgain = false;

  async #lookUntilAnswered(): Promise<void> {
    this.#looking = true;
    do {
      this.#asksAgain = false;
      await this.reload();
    } while (this.#asksAgain);
    this.#looking = false;
  }

  at(index: number): Listed | undefined {
    return this.#read[Math.floor(index / SIZE)]?.[index % SIZE];
  }

  /** Where an item stands among those that were read; -1 where it was not. */
  indexOf(id: string): number {
    for (const [page, items] of Object.entries(this.#read)) {
      const at = items.findIndex((item) => item.id === id);
      if (at >= 0) return Number(page) * SIZE + at;
    }
    return -1;
  }

  need(slice: Slice): void {
    this.#wanted = pages(slice, SIZE);
    for (const page of this.#wanted)
      if (!this.#read[page] && !this.#asking[page]) void this.#page(page, this.#asked);
  }

  /** Reads again what is near the window. */
  async reload(): Promise<void> {
    const asked = ++this.#asked;
    this.#asking = {};
    await Promise.all(this.#wanted.map((page) => this.#page(page, asked, true)));
  }

  async #page(page: number, asked: number, anew = false): Promise<void> {
    const account = this.#account;
    if (account === null) return;
    this.#asking[page] = true;
    try {
      const answer = await this.#backend.items(account, this.#kind, this.search, page * SIZE, SIZE);
      if (asked !== this.#asked) return;
      this.failure = null;
      // What was read before belongs to the question before.
      const kept = anew ? this.#ofThisQuestion(asked) : this.#read;
      this.#read = { ...kept, [page]: answer.items };
      this.total = answer.total;
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asFailure(thrown);
    } finally {
      if (asked === this.#asked) this.#asking[page] = false;
    }
  }

  #answered = 0;

  #ofThisQuestion(asked: number): Record<number, Listed[]> {
    if (this.#answered === asked) return this.#read;
    this.#answered = asked;
    return {};
  }
}
