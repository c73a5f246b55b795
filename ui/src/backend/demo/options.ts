// What a demonstration can be asked to show. In a browser the address says it: `?conflicts=500&contacts=20000&failing`.

export interface DemoOptions {
  /** `usual`: three accounts in different states; `one`: a new one, nothing synchronized yet; `none`: a first start. */
  accounts: "usual" | "one" | "none";
  conflicts: number;
  contacts: number;
  /** No items, no conflicts, no history. */
  empty: boolean;
  /** Every pass, test and question to a server fails. */
  failing: boolean;
  /** How long each step of a pass and each answer takes, in milliseconds. */
  slow: number;
  /** The next pass stops before deleting contacts. */
  guard: boolean;
  /** The server's certificate is not trusted. */
  certificate: boolean;
  /** The last pass of the first account was cut off. */
  cutOff: boolean;
  /** The server did not take some items in the last pass of the first account. */
  held: boolean;
  /** The first item that is decided about was changed on the server meanwhile. */
  overtaken: boolean;
  /** Files were opened with the program. */
  opened: boolean;
  /** The window is being closed where there is no tray. */
  closing: boolean;
  /** Names and titles as long as people make them. */
  longNames: boolean;
  language: "system" | "en" | "de";
  theme: "system" | "light" | "dark";
}

export const usual: DemoOptions = {
  accounts: "usual",
  conflicts: 4,
  contacts: 42,
  empty: false,
  failing: false,
  slow: 0,
  guard: false,
  certificate: false,
  cutOff: false,
  held: false,
  overtaken: false,
  opened: false,
  closing: false,
  longNames: false,
  language: "system",
  theme: "system",
};

/** The options an address asks for; what it does not name is as usual. */
export function optionsFrom(search: string): DemoOptions {
  const asked = new URLSearchParams(search);
  const number = (name: string, otherwise: number) => (asked.has(name) ? Number(asked.get(name)) : otherwise);
  const choice = <T extends string>(name: string, among: readonly T[], otherwise: T): T =>
    among.find((candidate) => candidate === asked.get(name)) ?? otherwise;
  return {
    accounts: choice("accounts", ["usual", "one", "none"], usual.accounts),
    conflicts: number("conflicts", usual.conflicts),
    contacts: number("contacts", usual.contacts),
    empty: asked.has("empty"),
    failing: asked.has("failing"),
    slow: number("slow", 250),
    guard: asked.has("guard"),
    certificate: asked.has("certificate"),
    cutOff: asked.has("cutOff"),
    held: asked.has("held"),
    overtaken: asked.has("overtaken"),
    opened: asked.has("opened"),
    closing: asked.has("closing"),
    longNames: asked.has("longNames"),
    language: choice("language", ["system", "en", "de"], usual.language),
    theme: choice("theme", ["system", "light", "dark"], usual.theme),
  };
}
