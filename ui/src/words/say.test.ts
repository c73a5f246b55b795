// What the program can say, read from its source, and whether the other languages have words for it.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { sentences } from "./de/sentences";
import { words } from "./index.svelte";
import { hasWordsFor, say } from "./say";

const top = join(import.meta.dirname, "../../..");
const source = ["crates/engine/src", "crates/pim/src", "crates/dav/src", "src-tauri/src"]
  .flatMap((folder) => rustIn(join(top, folder)))
  .join("\n");

/** The Rust files of a folder, each up to its tests. */
function rustIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".rs"))
    .map((name) => readFileSync(join(folder, name), "utf8").split("#[cfg(test)]\nmod tests {")[0] ?? "");
}

const LITERAL = /"(?:[^"\\]|\\.)*"/.source;
const unquoted = (literal: string) => literal.slice(1, -1).replaceAll('\\"', '"');
const found = (pattern: RegExp) => [...source.matchAll(pattern)].map(([, text]) => unquoted(text ?? ""));

const patterns = [...new Set(found(new RegExp(`\\bsay!\\(\\s*(${LITERAL})`, "g")))];
/** The steps of an account's test, and where passwords are kept, come bare. */
const bare = [
  ...found(new RegExp(`\\badd\\(\\s*(${LITERAL}),\\s*Verdict`, "g")),
  ...found(new RegExp(`fn place\\(&self\\) -> &'static str \\{\\s*(${LITERAL})`, "g")),
  ...found(new RegExp(`unreadable\\(\\s*text,\\s*(${LITERAL})`, "g")),
];
const holes = (pattern: string) => (pattern.match(/\{\w+\}/g) ?? []).sort();

beforeEach(() => words.speak("de", "de-DE"));

test("the sentences of the program are found", () => {
  expect(patterns.length).toBeGreaterThan(250);
  expect(bare).toContain("Sign in");
  expect(bare).toContain("the keyring of this computer");
});

test("German has words for everything the program says", () => {
  expect([...patterns, ...bare].filter((pattern) => sentences[pattern] === undefined)).toEqual([]);
});

test("no failure of the program is said past `say!`, where no other language would find it", () => {
  const past = [
    /Failure::new\(\s*[^,]+,\s*[^,]+,\s*(?:"|format!)[^\n]*/g,
    /\bTrouble::\w+\(\s*(?:"|format!)[^\n]*/g,
    /let hint = "[^\n]*/g,
  ].flatMap((pattern) => source.match(pattern) ?? []);
  expect(past).toEqual([]);
});

test("a translation takes the values its sentence has", () => {
  for (const [pattern, german] of Object.entries(sentences))
    expect([pattern, holes(german)]).toEqual([pattern, holes(pattern)]);
});

test("no translation is of something the program no longer says", () => {
  const quoted = (pattern: string) => `"${pattern.replaceAll('"', '\\"')}"`;
  expect(Object.keys(sentences).filter((pattern) => !source.includes(quoted(pattern)))).toEqual([]);
});

test("a sentence is said with its values, and what a server said stands as it is", () => {
  const why = { text: "x", of: "the server does not allow it: {why}", values: { why: "Quota for anna" } };
  const held = { text: "y", of: "{why}; it stays as it is {place}", values: { why, place: "on the server" } };
  expect(say(held)).toBe("der Server erlaubt es nicht: Quota for anna; auf dem Server bleibt es, wie es ist");
  expect(say("it has expired")).toBe("es ist abgelaufen");
  expect(say("Quota for anna")).toBe("Quota for anna");
  const place = {
    text: "z",
    of: "“{title}” by {protocol}, {url}",
    values: { title: "Tasks", protocol: "CalDAV", url: "x" },
  };
  expect(say(place)).toBe("„Tasks“ über CalDAV, x");
  expect([hasWordsFor(held), hasWordsFor("Quota for anna")]).toEqual([true, false]);
  words.speak("en", "en-GB");
  expect(say(held)).toBe("y");
});
