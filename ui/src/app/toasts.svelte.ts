// Short messages that go by themselves: what was done, and a way to undo it.

export interface Toast {
  id: number;
  words: string;
  action?: { words: string; run: () => void };
  /** The account whose state it tells; the next such message about the same one takes its place. */
  account?: string;
}

const SHOWN_MS = 8_000;

export class Toasts {
  all: Toast[] = $state([]);
  #last = 0;

  show(words: string, action?: Toast["action"], account?: string): void {
    const id = ++this.#last;
    const others = this.all.filter((toast) => account === undefined || toast.account !== account);
    const toast: Toast = { id, words, ...(action && { action }), ...(account !== undefined && { account }) };
    this.all = [...others.slice(-2), toast];
    setTimeout(() => this.close(id), SHOWN_MS);
  }

  close(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}
