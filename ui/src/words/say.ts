// What the program says, in the language of the window. A sentence comes as the English pattern it was made from with the values
// in it; what a server said itself comes bare, and stands as it is.
import type { Sentence } from "../backend/types";
import { words } from "./index.svelte";

/** A sentence of the program in the window's language; in English where it has no words for it. */
export function say(sentence: Sentence): string {
  const known = words.sentences;
  if (typeof sentence === "string") return known[sentence] ?? sentence;
  const pattern = known[sentence.of];
  return pattern === undefined ? sentence.text : filled(pattern, sentence.values);
}

/** Whether the window's language has words for it; English always has. */
export function hasWordsFor(sentence: Sentence): boolean {
  const pattern = typeof sentence === "string" ? sentence : sentence.of;
  return words.language === "en" || words.sentences[pattern] !== undefined;
}

/** The English text, for logs, comparisons and what is copied for an administrator. */
export function inEnglish(sentence: Sentence): string {
  return typeof sentence === "string" ? sentence : sentence.text;
}

function filled(pattern: string, values: Record<string, Sentence>): string {
  return pattern.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name];
    if (value === undefined) return hole;
    // A single bare word is a name: a collection called “Tasks” stays so.
    return typeof value === "string" && !value.includes(" ") ? value : say(value);
  });
}
