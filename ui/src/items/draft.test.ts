import { expect, test } from "vitest";
import type { FieldForm, FieldValue, ItemView } from "../backend/types";
import { cell, cells, edits, news, rebased } from "./draft";
import { addressOf, nameOf, typedAddress, typedName } from "./parts";

const form = (field: string, several = false): FieldForm => ({
  field,
  label: field,
  input: "line",
  several,
  labels: several ? ["work", "home"] : [],
  choices: [],
});
const forms = [form("display-name"), form("phone", true), form("company")];
const value = (key: string, typed: string, label?: string): FieldValue => ({
  key,
  label: key,
  typed,
  shown: label ? { text: typed, label } : { text: typed },
});
const view = (...fields: FieldValue[]): ItemView => ({
  id: "1",
  kind: "contact",
  title: "Anna",
  uid: null,
  version: "1",
  fields,
  source: "",
});
const anna = view(
  value("display-name", "Anna"),
  value("phone[1]", "+49 1", "work"),
  value("phone[2]", "+49 2", "home"),
);

test("a form that was not touched writes nothing", () => {
  expect(edits(cells(forms, anna))).toEqual([]);
  expect(edits(cells(forms, null))).toEqual([]);
});

test("only what was typed is written, by the name of the value it was typed into", () => {
  const now = cells(forms, anna).map((one) =>
    one.key === "phone[2]"
      ? { ...one, typed: "+49 22" }
      : one.field === "company"
        ? { ...one, typed: "Kite" }
        : one,
  );
  expect(edits([...now, cell("phone", "+49 3", "mobile")])).toEqual([
    { key: "phone[2]", typed: "+49 22", label: "home" },
    { key: "company", typed: "Kite" },
    { key: "phone", typed: "+49 3", label: "mobile" },
  ]);
});

test("a changed sort is an edit; values go from the last to the first", () => {
  const [name, first, second, company] = cells(forms, anna);
  if (!name || !first || !second || !company) throw new Error("the form has four cells");
  expect(edits([name, { ...first, label: "home" }, second, company])).toEqual([
    { key: "phone[1]", typed: "+49 1", label: "home" },
  ]);
  expect(edits([name, company], [first, second])).toEqual([
    { key: "phone[2]", typed: "" },
    { key: "phone[1]", typed: "" },
  ]);
  expect(edits([{ ...name, typed: "  " }])).toEqual([{ key: "display-name", typed: "" }]);
});

test("typing is carried over a newer version, to the value it belongs to", () => {
  const now = cells(forms, anna).map((one) => (one.key === "phone[2]" ? { ...one, typed: "+49 22" } : one));
  const newer = view(
    value("display-name", "Anna Berg"),
    value("phone[1]", "+49 2", "home"),
    value("company", "Kite"),
  );
  const over = rebased(now, newer);
  expect(edits(over)).toEqual([{ key: "phone[1]", typed: "+49 22", label: "home" }]);
  expect(over.map((one) => one.typed)).toEqual(["Anna Berg", "+49 22", "Kite"]);
});

test("typing into a value that is gone there is not lost", () => {
  const now = cells(forms, anna).map((one) => (one.key === "phone[2]" ? { ...one, typed: "+49 22" } : one));
  expect(edits(rebased(now, view(value("display-name", "Anna"))))).toEqual([
    { key: "phone", typed: "+49 22", label: "home" },
  ]);
});

test("what is new there is named", () => {
  const newer = view(value("display-name", "Anna Berg"), value("phone[1]", "+49 1", "work"));
  expect(news(anna, newer).map(({ value: { typed }, gone }) => [typed, gone])).toEqual([
    ["Anna Berg", false],
    ["+49 2", true],
  ]);
});

test.each(["Berg;Anna;Maria;Dr.;", ";Anna;;;", "Berg;;;;"])(
  "the name %s is written as it was read",
  (typed) => {
    expect(typedName(nameOf(typed))).toBe(typed);
  },
);

test("a name and an address in words are read as the program reads them", () => {
  expect(nameOf("Anna Maria Berg")).toMatchObject({ given: "Anna", middle: "Maria", family: "Berg" });
  expect(addressOf("Way 1, 53111 Bonn, Germany")).toMatchObject({
    street: "Way 1",
    code: "53111",
    town: "Bonn",
    country: "Germany",
  });
  expect(typedAddress(addressOf("Way 1, Bonn"))).toBe(";;Way 1;Bonn;;;");
  expect(typedAddress(addressOf(";;;;;;"))).toBe("");
  expect(typedName({ ...nameOf("Anna"), given: "An;na" })).toBe(";An,na;;;");
});
