// Every window of the shell, and the steps that lead to it. `show`: the options of the demonstration; `go`: what a person does.
// Names are found in both languages.

const press = (page, name) => page.getByRole("button", { name }).first().click();
const dialog = (page) => page.getByRole("dialog").waitFor();

async function pass(page) {
  await press(page, /^(History|Verlauf)$/);
  await press(page, /received|empfangen/);
  await page
    .getByText(/Elif Demir/)
    .first()
    .waitFor();
}

async function settingsOfWork(page) {
  await press(page, /^(More for|Mehr zu) (Work|Regional)/);
  await page.getByRole("menuitem", { name: /settings|einstellungen/i }).click();
  await page.locator("[name=url]").waitFor();
}

async function preview(page) {
  await press(page, /^(More for|Mehr zu) (Work|Regional)/);
  await page.getByRole("menuitem", { name: /Preview|Vorschau/ }).click();
  await press(page, /^Ada Lovelace/);
}

export const windows = [
  { name: "home", go: (page) => page.getByRole("article").first().waitFor() },
  {
    name: "home-failed",
    show: { failing: "" },
    go: async (page) => {
      await page.locator("#synchronize").click();
      await dialog(page);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    },
  },
  { name: "home-cut-off", show: { cutOff: "" }, go: (page) => page.getByRole("article").first().waitFor() },
  { name: "home-held", show: { held: "" }, go: (page) => page.getByText(/102400/).waitFor() },
  { name: "first-start", show: { accounts: "none" }, go: (page) => page.locator("[name=url]").waitFor() },
  {
    name: "add-account",
    go: async (page) => {
      await press(page, /Add an account|Konto hinzufügen/);
      await page.locator("[name=url]").fill("http://");
      await page.locator("[name=email]").fill("anna");
      await page.locator("[name=password]").fill("x");
      await page.locator("summary").click();
      await page.locator("[name=user]").waitFor();
    },
  },
  { name: "account-settings", go: settingsOfWork },
  {
    name: "account-more",
    view: { height: 1500 },
    go: async (page) => {
      await settingsOfWork(page);
      await page.locator("summary").click();
      await page.locator("[name=syncml-task]").check();
      await page.locator("[name=syncml-store-task]").fill("todo");
      await page.locator("[name=syncml]").fill("mail example");
      await press(page, /^(Save|Speichern)$/);
      await page.getByText(/not an address, such as|keine Adresse, wie/).waitFor();
    },
  },
  {
    name: "account-test",
    go: async (page) => {
      await settingsOfWork(page);
      await press(page, /^(Test|Testen)$/);
      await page.getByText(/Everything works|Alles funktioniert/).waitFor();
    },
  },
  {
    name: "account-test-failed",
    show: { failing: "" },
    go: async (page) => {
      await settingsOfWork(page);
      await press(page, /^(Test|Testen)$/);
      await page.getByText(/What to try|Was Sie versuchen/).waitFor();
    },
  },
  {
    name: "account-certificate",
    show: { certificate: "" },
    go: async (page) => {
      await settingsOfWork(page);
      await press(page, /^(Test|Testen)$/);
      await page.getByText(/9F:86/).first().waitFor();
    },
  },
  {
    name: "account-collections",
    go: async (page) => {
      await settingsOfWork(page);
      await page.locator("fieldset li button").nth(1).click();
      await page.getByText("Holidays").first().waitFor();
    },
  },
  {
    name: "account-remove",
    go: async (page) => {
      await settingsOfWork(page);
      await press(page, /Remove account|Konto entfernen/);
      await dialog(page);
    },
  },
  {
    name: "progress",
    show: { slow: "300" },
    moving: true,
    go: async (page) => {
      await page.locator("#synchronize").click();
      await dialog(page);
      await page.locator("progress[value]").first().waitFor();
    },
  },
  {
    name: "progress-failed",
    show: { failing: "" },
    go: async (page) => {
      await page.locator("#synchronize").click();
      await dialog(page);
    },
  },
  { name: "preview", show: { guard: "" }, go: preview },
  {
    name: "preview-empty",
    show: { empty: "" },
    go: async (page) => {
      await press(page, /^(More for|Mehr zu) Work/);
      await page.getByRole("menuitem", { name: /Preview|Vorschau/ }).click();
      await page.getByText(/Both sides hold|Beide Seiten enthalten/).waitFor();
    },
  },
  { name: "opened-files", show: { opened: "" }, go: dialog },
  { name: "closing", show: { closing: "" }, go: dialog },
  {
    name: "guard",
    show: { guard: "" },
    go: async (page) => {
      await press(page, /^(Synchronize Work|Work synchronisieren)$/);
      await dialog(page);
    },
  },
  {
    name: "history",
    go: async (page) => {
      await press(page, /^(History|Verlauf)$/);
      await page
        .getByText(/received|empfangen/)
        .first()
        .waitFor();
    },
  },
  {
    name: "history-empty",
    show: { empty: "" },
    go: async (page) => {
      await press(page, /^(History|Verlauf)$/);
      await page.getByText(/No passes|Noch keine/).waitFor();
    },
  },
  {
    name: "pass",
    go: async (page) => {
      await pass(page);
      await press(page, /^Elif Demir/);
      await page.getByText(/Undo single|Einzelne Felder/).waitFor();
    },
  },
  {
    name: "undo-pass",
    go: async (page) => {
      await pass(page);
      await press(page, /Undo this pass|Diesen Durchlauf/);
      await dialog(page);
    },
  },
  {
    name: "versions",
    go: async (page) => {
      await pass(page);
      await press(page, /^Elif Demir/);
      await press(page, /Earlier versions|Frühere Fassungen/);
      await page.getByText(/Restore this|Diese Fassung/).waitFor();
    },
  },
  {
    name: "settings",
    view: { height: 1600 },
    go: async (page) => {
      await press(page, /^(Settings|Einstellungen)$/);
      await page.getByText("Europe/Berlin").waitFor();
    },
  },
  {
    name: "log",
    go: async (page) => {
      await press(page, /^(Settings|Einstellungen)$/);
      await press(page, /Show the log|Protokoll zeigen/);
      await dialog(page);
    },
  },
  {
    name: "keys",
    go: async (page) => {
      await page.getByRole("article").first().waitFor();
      await page.keyboard.press("?");
      await dialog(page);
    },
  },
  {
    name: "menu",
    floating: true,
    go: async (page) => {
      await press(page, /Choose what|Auswählen, was/);
      await page.getByRole("menu").waitFor();
    },
  },
];
