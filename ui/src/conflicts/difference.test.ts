import { expect, test } from "vitest";
import { difference, sideOf, words } from "./difference";

const text = (pieces: { text: string }[]) => pieces.map((piece) => piece.text).join("");

test("each side can be put together again from the pieces", () => {
  const pairs = [
    ["Bring the slides, please.", "Bring the new slides please!"],
    ["", "new"],
    ["old", ""],
    ["", ""],
    ["one\ntwo\nthree", "one\n2\nthree\nfour"],
    ["Grüße aus Köln 😀 日本語", "Gruß aus Köln 🎉 日本"],
    ["a b c d e f", "f e d c b a"],
  ] as const;
  for (const [server, local] of pairs) {
    const pieces = difference(server, local);
    expect(text(sideOf(pieces, "server"))).toBe(server);
    expect(text(sideOf(pieces, "local"))).toBe(local);
  }
});

test("only the words that differ are a difference", () => {
  expect(difference("Call Anna on Monday", "Call Bert on Monday")).toEqual([
    { text: "Call ", of: "both" },
    { text: "Anna", of: "server" },
    { text: "Bert", of: "local" },
    { text: " on Monday", of: "both" },
  ]);
  expect(difference("the same", "the same")).toEqual([{ text: "the same", of: "both" }]);
});

test("no text is too long, however much differs", () => {
  const long = (word: string) => `${Array.from({ length: 20_000 }, (_, at) => `${word}${at}`).join(" ")} end`;
  const pieces = difference(long("a"), long("b"));
  expect(text(sideOf(pieces, "server"))).toBe(long("a"));
  expect(text(sideOf(pieces, "local"))).toBe(long("b"));
});

test("words, spaces and signs are the text", () => {
  expect(words("Füße, 2 km\n")).toEqual(["Füße", ",", " ", "2", " ", "km", "\n"]);
});
