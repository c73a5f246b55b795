// What every part of the window can reach: the program behind it, the accounts, the place, the messages.
import { createContext } from "svelte";
import type { Backend } from "../backend";
import type { Settings } from "../backend/types";
import { words } from "../words/index.svelte";
import { Mailbox } from "./mailbox.svelte";
import { Router } from "./router.svelte";
import { Toasts } from "./toasts.svelte";

export class App {
  readonly backend: Backend;
  readonly mailbox: Mailbox;
  readonly router = new Router();
  readonly toasts = new Toasts();
  settings: Settings | null = $state.raw(null);
  /** Whether the list of keys is in front. */
  keysShown = $state(false);
  /** The page of Help that is in front. */
  helpAt: string | null = $state(null);

  constructor(backend: Backend) {
    this.backend = backend;
    this.mailbox = new Mailbox(backend);
  }

  /** Reads the settings and listens, until the function it returns is called. */
  open(): () => void {
    const stops = [this.mailbox.open(), this.backend.onPlace((place) => this.router.go(place))];
    void this.#readSettings();
    return () => stops.forEach((stop) => stop());
  }

  async #readSettings(): Promise<void> {
    const [settings, about] = await Promise.all([this.backend.settings(), this.backend.about()]).catch(() => [
      null,
      null,
    ]);
    if (!settings || !about) return;
    this.#systemLanguage = about.system_language;
    this.use(settings);
  }

  #systemLanguage = navigator.language;

  /** Shows the window in these settings' language and theme. */
  use(settings: Settings): void {
    this.settings = settings;
    words.speak(settings.language, this.#systemLanguage);
    if (settings.theme === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.dataset["theme"] = settings.theme;
  }

  /** Keeps these settings; where they cannot be kept, the window goes back to those before. */
  async change(settings: Settings): Promise<void> {
    const before = this.settings;
    this.use(settings);
    try {
      await this.backend.setSettings(settings);
    } catch (thrown) {
      if (before) this.use(before);
      throw thrown;
    }
  }
}

export const [useApp, setApp] = createContext<App>();
