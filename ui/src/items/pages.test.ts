// A long list while somebody types into its search.
import { expect, test, vi } from "vitest";
import { demo } from "../backend/demo";
import type { ListedPage } from "../backend/types";
import { Pages } from "./pages.svelte";

test("while an answer is awaited only the last of what was typed meanwhile is asked for", async () => {
  const asked: { search: string; answer: (page: ListedPage) => void }[] = [];
  const items = (_account: string, _kind: string, search: string) =>
    new Promise<ListedPage>((answer) => asked.push({ search, answer }));
  const pages = new Pages({ ...demo(), items }, "contact");
  const answered = (at: number, total: number) => asked[at]?.answer({ items: [], total });
  pages.of("Work");
  answered(0, 9);
  for (const search of ["a", "an", "ann", "anna"]) pages.look(search);
  expect(asked.map((one) => one.search)).toEqual(["", "a"]);
  answered(1, 7);
  await vi.waitFor(() => expect(asked.map((one) => one.search)).toEqual(["", "a", "anna"]));
  answered(2, 1);
  await vi.waitFor(() => expect(pages.total).toBe(1));
  expect(pages.search).toBe("anna");
});
