// The demonstration says what the program says: the same patterns, so that they are translated in the same way.
import type { Sentence } from "../types";

/** A sentence of the program, as `say!` of the engine makes it. */
export function said(of: string, values: Record<string, Sentence> = {}): Sentence {
  const text = of.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name];
    return value === undefined ? hole : typeof value === "string" ? value : value.text;
  });
  return { text, of, values };
}
