// What the program says in English, said in the window's language where there are words for it.
import type { Failure } from "../backend/types";
import { capital } from "../words/format";
import { words } from "../words/index.svelte";

/** Why something was done to an item. */
export function reason(why: string): string {
  const known = words.passes.reason;
  return why in known ? known[why as keyof typeof known] : capital(why);
}

export interface Told {
  message: string;
  hint: string;
  /** The program's own sentence, where the message above is a general one. */
  detail: string | null;
}

/** A failure in words. The program's own are the more exact; in another language the general ones stand above them. */
export function told(failure: Failure): Told {
  const general = words.passes.failure;
  if (words.language === "en" || !(failure.code in general))
    return { message: capital(failure.message), hint: failure.hint, detail: null };
  const code = failure.code as keyof typeof general;
  return { message: general[code], hint: words.passes.advice[code], detail: capital(failure.message) };
}
