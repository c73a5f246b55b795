// What the pages do with items, each with its way back: delete, restore, import, export.
import type { App } from "../app/app.svelte";
import { asFailure } from "../app/failure";
import type { Imported, ItemView, Kind } from "../backend/types";
import { stated, told as inWords } from "../passes/programWords";
import { words } from "../words/index.svelte";
import { say } from "../words/say";

/** Says what went wrong, and what to do, in a message. */
export function tell(app: App, thrown: unknown): void {
  const { message, hint } = inWords(asFailure(thrown));
  app.toasts.show([message, hint].filter(Boolean).join(". "));
}

/** Deletes; Undo puts the very text back that was deleted. Of one occurrence of a series, `view` is the series. */
export async function remove(
  app: App,
  account: string,
  view: ItemView,
  recurrence?: string,
): Promise<boolean> {
  const { backend, toasts } = app;
  const title = view.title || words.items.untitled;
  try {
    await backend.removeItem(account, view.kind, view.id, recurrence);
  } catch (thrown) {
    tell(app, thrown);
    return false;
  }
  const back = async () => {
    const name = `${view.id}.${view.kind === "contact" ? "vcf" : "ics"}`;
    const { problems } = await backend.importItems(account, [{ name, text: view.source }]);
    return problems[0] === undefined ? null : stated(problems[0]);
  };
  toasts.show(
    words.items.removed(title),
    undo(app, title, recurrence === undefined ? back : await asBefore(app, account, view)),
  );
  return true;
}

/** An item, or one occurrence of a series as it is itself, with the text of the whole: that is what an edit is taken back to. */
export async function read(
  { backend }: App,
  account: string,
  kind: Kind,
  id: string,
  recurrence?: string,
): Promise<ItemView> {
  const whole = await backend.item(account, kind, id);
  if (recurrence === undefined) return whole;
  const { fields } = await backend.item(account, kind, id, recurrence);
  return { ...whole, fields };
}

/** After an edit: the item can be had back as it was before, unless it is changed again meanwhile. */
export async function saved(app: App, account: string, before: ItemView, title: string): Promise<void> {
  app.toasts.show(words.items.saved(title), undo(app, title, await asBefore(app, account, before)));
}

/** Puts the very text back that an item had, while it is in the version that it is in now. */
async function asBefore({ backend }: App, account: string, { kind, id, source }: ItemView) {
  const now = await backend.item(account, kind, id).catch(() => null);
  return async () => {
    await backend.rewriteItem(account, kind, id, now?.version ?? null, source);
    return null;
  };
}

/** The button of a message; `back` answers why it could not be done, or null. */
function undo(app: App, title: string, back: () => Promise<string | null>) {
  const run = async () => {
    try {
      app.toasts.show((await back()) ?? words.items.restored(title));
    } catch (thrown) {
      tell(app, thrown);
    }
  };
  return { words: words.items.undo, run: () => void run() };
}

export async function bring(
  app: App,
  account: string,
  files: { name: string; text: string }[] | null,
): Promise<void> {
  await told(app, () => app.backend.importItems(account, files));
}

/** Takes something in and says what came of it; answers whether it could be asked for at all. */
export async function told(app: App, takeIn: () => Promise<Imported>): Promise<boolean> {
  try {
    const { added, problems } = await takeIn();
    const count = Object.values(added).reduce((sum, number) => sum + number, 0);
    const said = count > 0 || problems.length > 0 ? [words.items.imported(count)] : [];
    if (problems[0] !== undefined) said.push(words.items.notImported(problems.length, say(problems[0])));
    if (said.length > 0) app.toasts.show(said.join(" · "));
    return true;
  } catch (thrown) {
    tell(app, thrown);
    return false;
  }
}

export async function take(app: App, account: string, kind: Kind, ids: string[]): Promise<void> {
  try {
    const path = await app.backend.exportItems(account, kind, ids);
    if (path !== null) app.toasts.show(words.items.exported(path));
  } catch (thrown) {
    tell(app, thrown);
  }
}

export async function setDone(app: App, account: string, id: string, done: boolean): Promise<void> {
  try {
    await app.backend.setTaskDone(account, id, done);
  } catch (thrown) {
    tell(app, thrown);
  }
}
