// The viewer's language and zone, as reading values aloud needs them. Follows a change of language at once.
import { words } from "../words/index.svelte";
import { zoneOfViewer } from "./moment";
import type { Tongue } from "./spoken";

export function tongue(): Tongue {
  return { words: words.values, locale: words.locale, zone: zoneOfViewer() };
}
