import { expect, test } from "vitest";
import type { AccountState } from "../backend/types";
import { demo } from "../backend/demo";
import { Mailbox } from "./mailbox.svelte";

test("an answer that was overtaken by a later one is no news", async () => {
  const backend = demo();
  const [state] = await backend.accounts();
  const answers: ((states: AccountState[]) => void)[] = [];
  const mailbox = new Mailbox({ ...backend, accounts: () => new Promise((answer) => answers.push(answer)) });
  const both = [mailbox.reload(), mailbox.reload()];
  const told = (running: boolean) => (state ? [{ ...state, running }] : []);
  answers[1]?.(told(false));
  answers[0]?.(told(true));
  await Promise.all(both);
  expect([mailbox.names, mailbox.busy]).toEqual([[state?.account.name], false]);
});
