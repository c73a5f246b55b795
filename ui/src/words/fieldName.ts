import type { Kind, RowKey } from "../backend/types";
import { words } from "./index.svelte";

type Named = keyof typeof words.fields;

/** What a row's field is called; `otherwise`: the program's own word, for a field this window does not know. */
export function fieldName(kind: Kind, key: RowKey, otherwise: string): string {
  const id = key.split("[")[0] ?? key;
  const special = `${kind}-${id}`;
  if (special in words.fields) return words.fields[special as Named];
  return id in words.fields ? words.fields[id as Named] : otherwise;
}
