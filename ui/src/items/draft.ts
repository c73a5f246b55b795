// What is being typed into a form, and the edits it comes to. Only what was changed is written; what an item holds beside that stays.
import type { Edit, FieldForm, FieldValue, ItemView } from "../backend/types";
import { fieldOf } from "../conflicts/picks";
import { mistakeOf } from "./guests";

/** One value in the form. */
export interface Cell {
  /** Names it in the list of the form, whatever happens to its key. */
  id: number;
  field: string;
  /** Of a value the item has; null for one that is added. */
  key: string | null;
  typed: string;
  label: string;
  /** As it was when the form was opened. */
  before: { typed: string; label: string };
}

let made = 0;

export function cell(field: string, typed = "", label = ""): Cell {
  return { id: ++made, field, key: null, typed, label, before: { typed: "", label: "" } };
}

function of(value: FieldValue): Cell {
  const before = { typed: value.typed, label: value.shown.label ?? "" };
  return { id: ++made, field: fieldOf(value.key), key: value.key, ...before, before };
}

/** The cells of a form: the item's values in the form's order, and an empty one where there is none. */
export function cells(forms: readonly FieldForm[], view: ItemView | null): Cell[] {
  return forms.flatMap((form) => {
    const values = (view?.fields ?? []).filter((value) => fieldOf(value.key) === form.field);
    const there = values.map(of);
    return there.length > 0 ? there : [cell(form.field, "", form.several ? (form.labels[0] ?? "") : "")];
  });
}

/** The edits, and nothing for what was not touched. A sort without a value says nothing. */
export function edits(now: readonly Cell[], removed: readonly Cell[] = []): Edit[] {
  const gone = removed.flatMap(({ key }) => (key === null ? [] : [{ key, typed: "" }]));
  const changed = now.flatMap((one): Edit[] => {
    const typed = one.typed.trim() === "" ? "" : one.typed;
    const same = typed === one.before.typed && (one.label === one.before.label || typed === "");
    if (same || (one.key === null && typed === "")) return [];
    const edit = { key: one.key ?? one.field, typed };
    return [one.label !== "" && typed !== "" ? { ...edit, label: one.label } : edit];
  });
  // Values go from the last to the first, so that the numbers of those before them stay true.
  const byNumber = (edit: Edit) => Number(/\[(\d+)\]$/.exec(edit.key)?.[1] ?? 0);
  const emptied = changed.filter((edit) => edit.typed === "");
  const written = changed.filter((edit) => edit.typed !== "");
  return [...written, ...[...gone, ...emptied].sort((a, b) => byNumber(b) - byNumber(a))];
}

/** The same without guests who are still being typed: they stand as they were. */
export function sound(now: readonly Cell[]): Cell[] {
  const isHalf = (one: Cell) =>
    one.field === "attendee" && one.typed !== one.before.typed && mistakeOf(one.typed) !== null;
  return now.map((one) => (isHalf(one) ? { ...one, ...one.before } : one));
}

/**
 * The same typing over a newer version: values are found again by what they were, for their numbers may have moved. One that is gone
 * there is added again only where something was typed into it.
 */
export function rebased(now: readonly Cell[], newer: ItemView): Cell[] {
  const taken = new Set<string>();
  const find = (one: Cell): FieldValue | undefined => {
    const ofField = newer.fields.filter((value) => fieldOf(value.key) === one.field && !taken.has(value.key));
    const same = ofField.find((value) => value.typed === one.before.typed);
    const only = one.key !== null && !one.key.includes("[") ? ofField[0] : undefined;
    return same ?? only;
  };
  const kept = now.flatMap((one): Cell[] => {
    const value = one.key === null ? undefined : find(one);
    const touched = one.typed !== one.before.typed || one.label !== one.before.label;
    if (!value)
      return touched || one.key === null ? [{ ...one, key: null, before: { typed: "", label: "" } }] : [];
    taken.add(value.key);
    const before = { typed: value.typed, label: value.shown.label ?? "" };
    return [touched ? { ...one, key: value.key, before } : { ...one, key: value.key, ...before, before }];
  });
  const fresh = newer.fields.filter(
    (value) => !taken.has(value.key) && now.some((one) => one.field === fieldOf(value.key)),
  );
  const empty = (one: Cell) => one.key === null && one.typed === "";
  return [
    ...kept.filter((one) => !empty(one) || !fresh.some((value) => fieldOf(value.key) === one.field)),
    ...fresh.map(of),
  ];
}

/** What a newer version has otherwise than the one that was opened. */
export function news(before: ItemView, after: ItemView): { value: FieldValue; gone: boolean }[] {
  const had = new Set(before.fields.map((value) => `${fieldOf(value.key)} ${value.typed}`));
  const has = new Set(after.fields.map((value) => `${fieldOf(value.key)} ${value.typed}`));
  const now = after.fields.filter((value) => !had.has(`${fieldOf(value.key)} ${value.typed}`));
  const gone = before.fields.filter(
    (value) =>
      !has.has(`${fieldOf(value.key)} ${value.typed}`) &&
      !now.some((one) => fieldOf(one.key) === fieldOf(value.key)),
  );
  return [...now.map((value) => ({ value, gone: false })), ...gone.map((value) => ({ value, gone: true }))];
}
