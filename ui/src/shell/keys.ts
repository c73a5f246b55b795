// The keys that work everywhere in the window. Dialogs have their own.
import type { App } from "../app/app.svelte";
import { isCommand } from "../app/platform";
import { PLACES } from "../app/router.svelte";
import { PAGE_OF } from "../help/place";

/** Does what the key is for; answers whether it was for anything. */
export function pressed(event: KeyboardEvent, app: App): boolean {
  if (event.key === "F1") return help(app);
  if (event.defaultPrevented || document.querySelector("[role=dialog], [role=alertdialog]")) return false;
  if (event.key === "F5") return synchronize(app);
  if (event.altKey && event.key === "ArrowLeft") return back(app);
  if (event.key === "?" && !isTyping(event.target)) return (app.keysShown = true);
  if (!isCommand(event) || event.altKey) return false;
  if (event.key === ",") return go(app, "settings");
  if (event.key.toLowerCase() === "f") return search();
  const place = PLACES[Number(event.key) - 1];
  return place !== undefined && go(app, place);
}

/** At the page for what is in front. */
export function help(app: App): true {
  const place = app.mailbox.names.length === 0 ? "add-account" : app.router.where.place;
  app.helpAt ??= PAGE_OF[place];
  return true;
}

function synchronize(app: App): true {
  void app.mailbox.synchronize(app.mailbox.names);
  return true;
}

function back(app: App): true {
  app.router.back();
  return true;
}

function go(app: App, place: Parameters<App["router"]["go"]>[0]): boolean {
  if (app.mailbox.names.length === 0) return false;
  app.router.go(place);
  return true;
}

function search(): boolean {
  const input = document.querySelector<HTMLInputElement>("main input[type=search]");
  input?.focus();
  return input !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
