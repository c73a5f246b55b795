import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Toasts } from "./toasts.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const shown = (toasts: Toasts) => toasts.all.map((toast) => toast.words);

test("how an account stands is told once: the newer message takes the place of the older", () => {
  const toasts = new Toasts();
  toasts.show("Work was added.", { words: "Synchronize", run: () => {} }, "Work");
  toasts.show("Home was added.", undefined, "Home");
  toasts.show("Anna was added.");
  toasts.show("Work: 185 received", undefined, "Work");
  expect(shown(toasts)).toEqual(["Home was added.", "Anna was added.", "Work: 185 received"]);
});

test("three are shown at most, and each goes by itself", () => {
  const toasts = new Toasts();
  for (const words of ["one", "two", "three", "four"]) toasts.show(words);
  expect(shown(toasts)).toEqual(["two", "three", "four"]);
  vi.runAllTimers();
  expect(shown(toasts)).toEqual([]);
});
