import { beforeEach, expect, test } from "vitest";
import { de } from "./de";
import { en } from "./en";
import { fieldName } from "./fieldName";
import { ago, bytes, list } from "./format";
import { words } from "./index.svelte";

beforeEach(() => words.speak("en", "en-GB"));

type Tree = { [key: string]: string | ((...args: never[]) => unknown) | Tree };

function paths(tree: Tree, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([key, said]) =>
    typeof said === "object" ? paths(said, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

test("both catalogues say the same things", () => {
  expect(paths(de as unknown as Tree).sort()).toEqual(paths(en as unknown as Tree).sort());
});

test("no catalogue says nothing where the other says something", () => {
  const empty = (tree: Tree, prefix = ""): string[] =>
    Object.entries(tree).flatMap(([key, said]) =>
      typeof said === "object" ? empty(said, `${prefix}${key}.`) : said === "" ? [`${prefix}${key}`] : [],
    );
  expect(empty(de as unknown as Tree)).toEqual(empty(en as unknown as Tree));
});

test("a language counts as it counts", () => {
  expect(en.shell.conflictsWaiting(1)).toBe("1 conflict waits");
  expect(de.shell.conflictsWaiting(1_200)).toBe("1.200 Konflikte warten");
});

test("times, sizes and lists are written in the language of the window", () => {
  const now = Date.UTC(2026, 10, 25, 12);
  expect(ago(now - 30_000, now)).toBe("just now");
  expect(ago(now - 3 * 3_600_000, now)).toBe("3 hours ago");
  expect(list(["a", "b", "c"])).toBe("a, b and c");
  words.speak("de", "de-DE");
  expect(ago(now - 3 * 60_000, now)).toBe("vor 3 Minuten");
  expect(bytes(18_400)).toBe("18,4 kB");
});

test("the computer's language is spoken where it is one of ours, else English", () => {
  words.speak("system", "de-AT");
  expect([words.language, words.locale]).toEqual(["de", "de-AT"]);
  words.speak("system", "fr-FR");
  expect([words.language, words.locale]).toEqual(["en", "en"]);
});

test("a field is named by its kind, by itself, or by the program", () => {
  expect(fieldName("note", "title", "x")).toBe("Title");
  expect(fieldName("contact", "phone[2]", "x")).toBe("Phone");
  expect(fieldName("contact", "shoe-size", "Shoe size")).toBe("Shoe size");
});
