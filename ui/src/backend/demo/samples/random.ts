/** Numbers from 0 to 1 that are the same every time for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function among<T>(choices: readonly T[], next: () => number): T {
  // The product stays below the length, so there is always one.
  return choices[Math.floor(next() * choices.length)] as T;
}
