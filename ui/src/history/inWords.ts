// What was done to an item in a line: the deed, where, and why.
import type { ChangeView, Deed, Side } from "../backend/types";
import { stated } from "../passes/programWords";
import { capital } from "../words/format";
import { words } from "../words/index.svelte";
import { inEnglish } from "../words/say";

/** The reasons that say only that the same was done on the other side. */
const FOLLOWED: Record<string, [side: Side, deed: Deed]> = {
  "new on the server": ["server", "added"],
  "new here": ["local", "added"],
  "changed on the server": ["server", "changed"],
  "changed here": ["local", "changed"],
  "deleted on the server": ["server", "deleted"],
  "deleted here": ["local", "deleted"],
};

/** “Changed on this computer, as on the server”; “Merged on the server · As you decided”. */
export function changeInWords({ deed, side, reason }: Pick<ChangeView, "deed" | "side" | "reason">): string {
  const done = capital(words.history.done(words.passes.deed[deed], words.history.where[side]));
  const [there, same] = FOLLOWED[inEnglish(reason)] ?? [];
  if (there && there !== side && same === deed) return `${done}, ${words.history.asThere[there]}`;
  return `${done} · ${stated(reason)}`;
}
