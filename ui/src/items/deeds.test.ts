// What is done with items can be taken back, by the messages that say it was done.
import { expect, test, vi } from "vitest";
import { App } from "../app/app.svelte";
import { demo } from "../backend/demo";
import { remove, saved } from "./deeds";

async function contact() {
  const app = new App(demo());
  const [state] = await app.backend.accounts();
  const account = state?.account.name ?? "";
  const [listed] = (await app.backend.items(account, "contact", "", 0, 1)).items;
  const view = () => app.backend.item(account, "contact", listed?.id ?? "");
  const edit = async (typed: string) =>
    app.backend.editItem(account, "contact", (await view()).id, null, [{ key: "company", typed }]);
  const undo = async () => {
    const asked = app.toasts.all.at(-1);
    asked?.action?.run();
    await vi.waitFor(() => expect(app.toasts.all.at(-1)).not.toBe(asked));
    return app.toasts.all.at(-1)?.words;
  };
  return { app, account, view, edit, undo };
}

test("an edit is taken back: the item is as it was", async () => {
  const { app, account, view, edit, undo } = await contact();
  const before = await view();
  await edit("Elsewhere");
  await saved(app, account, before, before.title);
  expect((await view()).source).not.toBe(before.source);
  await undo();
  expect((await view()).source).toBe(before.source);
});

test("what was changed again since is left, and that is said", async () => {
  const { app, account, view, edit, undo } = await contact();
  const before = await view();
  await edit("Elsewhere");
  await saved(app, account, before, before.title);
  await edit("By a pass");
  const now = await view();
  expect(await undo()).toMatch(/changed meanwhile/);
  expect((await view()).source).toBe(now.source);
});

test("what was deleted comes back", async () => {
  const { app, account, view, undo } = await contact();
  const before = await view();
  expect(await remove(app, account, before)).toBe(true);
  await expect(view()).rejects.toBeTruthy();
  await undo();
  expect((await view()).source).toBe(before.source);
});
