// Every word the windows say, in the language they speak now. `words.shell.home` follows a change of language at once.
import { de } from "./de";
import { sentences as german } from "./de/sentences";
import { en } from "./en";
import type { Translated } from "./translated";

export type Language = "en" | "de";
export type Words = Translated<typeof en>;

const catalogues: Record<Language, Words> = { en, de };

/** What the program itself says is English, and needs words in the other languages alone. */
const sentences: Record<Language, Readonly<Record<string, string>>> = { en: {}, de: german };

class Speech {
  language: Language = $state("en");
  /** The language with the person's region, where that is known: how dates and numbers are written. */
  locale = $state("en");

  /** `wanted`: what the settings say; `system`: the language of the computer (BCP 47). */
  speak(wanted: "system" | Language, system: string): void {
    const ofSystem = system.toLowerCase().split("-")[0];
    this.language = wanted !== "system" ? wanted : ofSystem === "de" ? "de" : "en";
    this.locale = ofSystem === this.language ? system : this.language;
    document.documentElement.lang = this.language;
  }

  get shell() {
    return catalogues[this.language].shell;
  }
  get accounts() {
    return catalogues[this.language].accounts;
  }
  get passes() {
    return catalogues[this.language].passes;
  }
  get history() {
    return catalogues[this.language].history;
  }
  get settings() {
    return catalogues[this.language].settings;
  }
  get conflicts() {
    return catalogues[this.language].conflicts;
  }
  get items() {
    return catalogues[this.language].items;
  }
  get values() {
    return catalogues[this.language].values;
  }
  get sentences() {
    return sentences[this.language];
  }
  get fields() {
    return catalogues[this.language].fields;
  }
}

export const words = new Speech();
