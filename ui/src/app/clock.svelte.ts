// The time, for words such as “3 minutes ago”: it ticks for as long as somebody reads it.
import { createSubscriber } from "svelte/reactivity";

const TICK_MS = 20_000;

class Clock {
  #subscribe = createSubscriber((update) => {
    const ticking = setInterval(update, TICK_MS);
    return () => clearInterval(ticking);
  });

  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const clock = new Clock();
