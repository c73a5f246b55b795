import { expect, test } from "vitest";
import { demo } from "../backend/demo";
import type { AccountState } from "../backend/types";
import { Mailbox } from "./mailbox.svelte";

test("an answer that was overtaken by a later one is no news", async () => {
  const backend = demo();
  const known = await backend.accounts();
  const answers: ((states: AccountState[]) => void)[] = [];
  const mailbox = new Mailbox({ ...backend, accounts: () => new Promise((answer) => answers.push(answer)) });
  const both = [mailbox.reload(), mailbox.reload()];
  const [earlier, later] = answers;
  later?.(known.map((state) => ({ ...state, running: false })));
  earlier?.(known.map((state) => ({ ...state, running: true })));
  await Promise.all(both);
  expect(mailbox.names.length).toBeGreaterThan(0);
  expect(mailbox.busy).toBe(false);
});
