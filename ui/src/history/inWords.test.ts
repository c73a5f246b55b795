import { beforeEach, expect, test } from "vitest";
import { words } from "../words/index.svelte";
import { changeInWords } from "./inWords";

beforeEach(() => words.speak("en", "en-GB"));

test("what followed the other side says so, and is not told twice", () => {
  const followed = { deed: "changed", side: "local", reason: "changed on the server" } as const;
  expect(changeInWords(followed)).toBe("Changed on this computer, as on the server");
  expect(changeInWords({ deed: "deleted", side: "server", reason: "deleted here" })).toBe(
    "Deleted on the server, as on this computer",
  );
  words.speak("de", "de-DE");
  expect(changeInWords(followed)).toBe("Auf diesem Computer geändert, wie auf dem Server");
});

test("any other reason stands beside it", () => {
  const said = (deed: "changed" | "merged", reason: string) =>
    changeInWords({ deed, side: "server", reason });
  expect(said("changed", "as you decided")).toBe("Changed on the server · As you decided");
  expect(said("merged", "changed here")).toBe("Merged on the server · Changed here");
  expect(said("changed", "changed on the server")).toBe("Changed on the server · Changed on the server");
});
