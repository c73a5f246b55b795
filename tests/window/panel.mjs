// The desktop around the app: its panel with the tray icon and its notifications (played by smsync-test-panel), and its windows as
// the display has them.
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { eventually, stop, within } from "./driver.mjs";
import { pixels } from "./png.mjs";
import { built } from "./stage.mjs";

const MOODS = ["idle", "syncing", "conflicts", "error"];
const icons = () => new Map(MOODS.map((mood) => [pixels(`icons/tray/dark/${mood}-32.png`), mood]));

export class Panel {
  #program;
  #lines;

  /** `roles`: "tray", "notifications". */
  static async open(...roles) {
    const panel = new Panel();
    panel.#program = spawn(join(built, "smsync-test-panel"), roles, { stdio: ["pipe", "pipe", "inherit"] });
    panel.#lines = createInterface(panel.#program.stdout)[Symbol.asyncIterator]();
    const { value } = await panel.#lines.next();
    if (value !== "ready") throw new Error(`the panel says ${value}`);
    return panel;
  }

  async close() {
    await stop(this.#program);
  }

  async #ask(question) {
    this.#program.stdin.write(`${JSON.stringify(question)}\n`);
    const answer = JSON.parse((await within("the panel answers", this.#lines.next())).value);
    if (answer.error) throw new Error(answer.error);
    return answer;
  }

  /** The icon that is there, waiting for one: who shows it, and what it says. */
  async icon() {
    return eventually("there is an icon", async () => {
      const icon = await this.#ask({ ask: "icon" });
      return { ...icon, mood: icons().get(pixels(icon.icon)) };
    });
  }

  /** Waits until the icon says this. */
  async shows(mood) {
    await eventually(`the icon shows ${mood}`, async () => (await this.icon()).mood === mood);
  }

  /** Waits until there is no icon. */
  async isEmpty() {
    await eventually("the icon is gone", async () => {
      try {
        await this.#ask({ ask: "icon" });
        return false;
      } catch {
        return true;
      }
    });
  }

  async menu() {
    return this.#ask({ ask: "menu" });
  }

  /** The entry under these words, `["Synchronize", "All"]`, once it is there. */
  async entry(...path) {
    return eventually(`the menu has ${path.join(" ▸ ")}`, async () => {
      let found = { entries: await this.menu() };
      for (const words of path) found = found?.entries.find((entry) => entry.words === words);
      return found;
    });
  }

  /** Chooses an entry once it can be chosen. A menu that is replaced meanwhile knows the entry no more: it is looked up again. */
  async choose(...path) {
    await eventually(`${path.join(" ▸ ")} can be chosen`, async () => {
      const { id, enabled } = await this.entry(...path);
      return enabled && (await this.#ask({ ask: "click", id }));
    });
  }

  async notifications() {
    return this.#ask({ ask: "notifications" });
  }

  /** The notification whose text fits, once it is shown. */
  async notification(fits) {
    return eventually(`a notification says ${fits}`, async () =>
      (await this.notifications()).find((one) => fits.test(one.text)),
    );
  }

  /** Presses a button of a notification, by its words. */
  async press(notification, words) {
    const [action] = Object.entries(notification.actions).find(([, shown]) => shown === words) ?? [];
    if (action === undefined) throw new Error(`no “${words}” among ${JSON.stringify(notification.actions)}`);
    await this.#ask({ ask: "act", id: notification.id, action });
  }
}

/** The windows that the display shows, by name. */
export function windows() {
  const shown = execFileSync("python3", ["tests/window/display.py", "list"], { encoding: "utf8" });
  return shown.split("\n").filter((name) => name !== "");
}

/** Asks a window to close, as the cross in its frame does. */
export function closeWindow(name = "SmarterMail Sync") {
  execFileSync("python3", ["tests/window/display.py", "close", name]);
}

/** The person looks at something else: no window of the app is in front, and the app has heard of it. */
export async function lookAway(window) {
  execFileSync("python3", ["tests/window/display.py", "leave"]);
  await eventually("the window is not in front", () => window.run("return !document.hasFocus()"));
}

/** The person looks at the window, and the app has heard of it. */
export async function isLookedAt(window) {
  await eventually("the window is in front", () => window.run("return document.hasFocus()"));
}

/** How large a window is, "980x680". */
export function sizeOf(name = "SmarterMail Sync") {
  return execFileSync("python3", ["tests/window/display.py", "size", name], { encoding: "utf8" }).trim();
}

export function resize(width, height, name = "SmarterMail Sync") {
  execFileSync("python3", ["tests/window/display.py", "resize", name, width, height].map(String));
}

/** How much memory is these processes' (PSS), in MiB. */
export function memory(pids) {
  let kib = 0;
  for (const pid of pids) kib += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]);
  return kib / 1024;
}
