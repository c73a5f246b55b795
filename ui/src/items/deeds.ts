// What the pages do with items, each with its way back: delete, restore, import, export.
import type { App } from "../app/app.svelte";
import { asFailure } from "../app/failure";
import type { Imported, ItemView, Kind } from "../backend/types";
import { stated, told as inWords } from "../passes/programWords";
import { words } from "../words/index.svelte";
import { say } from "../words/say";

function tell(app: App, thrown: unknown): void {
  const { message, hint } = inWords(asFailure(thrown));
  app.toasts.show([message, hint].filter(Boolean).join(". "));
}

/** Deletes; Undo puts the very text back that was deleted. One occurrence of a series: the series as it was before. */
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
    try {
      if (recurrence !== undefined) await backend.restoreVersion(account, view.kind, view.id, 1);
      else {
        const name = `${view.id}.${view.kind === "contact" ? "vcf" : "ics"}`;
        const { problems } = await backend.importItems(account, [{ name, text: view.source }]);
        if (problems[0] !== undefined) return toasts.show(stated(problems[0]));
      }
      toasts.show(words.items.restored(title));
    } catch (thrown) {
      tell(app, thrown);
    }
  };
  toasts.show(words.items.removed(title), { words: words.items.undo, run: () => void back() });
  return true;
}

/** After an edit: the version before it can be had back. */
export function saved(app: App, account: string, kind: Kind, id: string, title: string): void {
  const back = async () => {
    try {
      await app.backend.restoreVersion(account, kind, id, 1);
      app.toasts.show(words.items.restored(title));
    } catch (thrown) {
      tell(app, thrown);
    }
  };
  app.toasts.show(words.items.saved(title), { words: words.items.undo, run: () => void back() });
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
