// What the program says, as it stands in a window.
import type { Failure, Sentence } from "../backend/types";
import { capital } from "../words/format";
import { words } from "../words/index.svelte";
import { hasWordsFor, inEnglish, say } from "../words/say";

/** A sentence of the program that stands alone. */
export function stated(sentence: Sentence): string {
  return capital(say(sentence));
}

export interface Told {
  message: string;
  hint: string;
  /** The program's own sentence, where the message above is a general one. */
  detail: string | null;
}

/** A failure in words. What the window's language has none for is told in general, with the program's own sentence below. */
export function told(failure: Failure): Told {
  const general = words.passes.failure;
  const code = failure.code as keyof typeof general;
  const hint = hasWordsFor(failure.hint)
    ? say(failure.hint)
    : (words.passes.advice[code] ?? say(failure.hint));
  if (hasWordsFor(failure.message) || !(code in general))
    return { message: stated(failure.message), hint, detail: null };
  return { message: general[code], hint, detail: capital(inEnglish(failure.message)) };
}
