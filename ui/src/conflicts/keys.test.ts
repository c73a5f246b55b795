import { expect, test } from "vitest";
import { command, isForTheControl, KEYS } from "./keys";

const key = (name: string, held: object = {}) => ({
  key: name,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...held,
});

test.each([
  ["ArrowDown", { do: "row", by: 1 }],
  ["ArrowUp", { do: "row", by: -1 }],
  ["ArrowLeft", { do: "pick", keep: "server" }],
  ["ArrowRight", { do: "pick", keep: "local" }],
  ["b", { do: "pick", keep: "both" }],
  ["s", { do: "all", side: "server" }],
  ["l", { do: "all", side: "local" }],
  ["n", { do: "new" }],
  ["k", { do: "skip" }],
  ["m", { do: "merge" }],
  ["f", { do: "next-red" }],
  ["h", { do: "history" }],
  ["Enter", { do: "enter" }],
  ["Escape", { do: "skip" }],
  ["?", { do: "keys" }],
  ["B", { do: "pick", keep: "both" }],
  ["x", null],
])("%s", (name, means) => expect(command(key(name), false)).toEqual(means));

test("where one reads from the right, the server's column is at the right", () => {
  expect(command(key("ArrowLeft"), true)).toEqual({ do: "pick", keep: "local" });
  expect(command(key("ArrowRight"), true)).toEqual({ do: "pick", keep: "server" });
});

test("Alt and a digit chooses a candidate; other keys with Alt, Ctrl or Meta are the system's", () => {
  expect(command(key("3", { altKey: true }), false)).toEqual({ do: "candidate", index: 2 });
  expect(command(key("s", { altKey: true }), false)).toBeNull();
  expect(command(key("s", { ctrlKey: true }), false)).toBeNull();
  expect(command(key("l", { metaKey: true }), false)).toBeNull();
});

test("what is typed into a field is no command, Escape is; Enter on a button presses it", () => {
  const field = document.createElement("textarea");
  const button = document.createElement("button");
  const radio = Object.assign(document.createElement("input"), { type: "radio" });
  expect(isForTheControl(field, "s")).toBe(true);
  expect(isForTheControl(field, "Escape")).toBe(false);
  expect(isForTheControl(button, "Enter")).toBe(true);
  expect(isForTheControl(button, "s")).toBe(false);
  expect(isForTheControl(radio, "Enter")).toBe(false);
});

test("every key is in the list that ? shows", () => {
  expect(new Set(KEYS.map(([, does]) => does)).size).toBe(KEYS.length);
});
