// Short messages that go by themselves: what was done, and a way to undo it.

export interface Toast {
  id: number;
  words: string;
  action?: { words: string; run: () => void };
}

const SHOWN_MS = 8_000;

export class Toasts {
  all: Toast[] = $state([]);
  #last = 0;

  show(words: string, action?: Toast["action"]): void {
    const id = ++this.#last;
    this.all = [...this.all.slice(-2), action ? { id, words, action } : { id, words }];
    setTimeout(() => this.close(id), SHOWN_MS);
  }

  close(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}
