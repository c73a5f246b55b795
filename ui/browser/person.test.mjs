// What a person does, with the keyboard where it matters, and what they must then see.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "./window.mjs";

let browser;
before(async () => {
  browser = await Browser.start();
});
after(() => browser?.stop());

/** A test in a window of its own. */
function inWindow(name, show, steps, view) {
  test(name, async () => {
    const opened = await browser.open({ language: "en", ...show }, view);
    try {
      await steps(opened.page);
      assert.deepEqual(opened.complaints, []);
    } finally {
      await opened.close();
    }
  });
}

const standing = (page, account) => page.getByRole("article", { name: account }).getByTestId("standing");

inWindow("the first start leads to an account and its first pass", { accounts: "none" }, async (page) => {
  await page.locator("[name=url]").fill("https://mail.example.com");
  await page.locator("[name=email]").fill("anna@example.com");
  await page.locator("[name=password]").fill("secret");
  await page.locator("[name=name]").fill("Work");
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByText("Not synchronized yet").waitFor();
  await page.locator("#synchronize").click();
  await page.getByText("42 added").waitFor();
  assert.match(await standing(page, "Work").textContent(), /^In sync/);
});

inWindow(
  "mistakes are said at their field, and Next goes to the first",
  { accounts: "none" },
  async (page) => {
    await page.getByRole("button", { name: "Next" }).click();
    const url = page.locator("[name=url]");
    assert.equal(await url.getAttribute("aria-invalid"), "true");
    assert.ok(await url.evaluate((input) => input === document.activeElement));
    await url.fill("https://mail.example.com");
    assert.equal(await url.getAttribute("aria-invalid"), null);
  },
);

inWindow(
  "a pass in which every kind failed never says there was nothing to do",
  { failing: "" },
  async (page) => {
    await page.getByRole("button", { name: "Synchronize Work" }).click();
    await page.getByRole("dialog").getByText("The server did not answer").waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await standing(page, "Work").textContent(), "The last pass failed");
    const line = page.getByRole("article", { name: "Work" }).getByTestId("pass-line");
    assert.match(await line.textContent(), /Nothing was synchronized/);
  },
);

inWindow("Escape at the guard deletes nothing, and it asks again", { guard: "" }, async (page) => {
  const ask = page.getByRole("dialog", { name: "Delete 14 contacts?" });
  await page.getByRole("button", { name: "Synchronize Work" }).click();
  await ask.waitFor();
  assert.ok(
    await ask.getByRole("button", { name: "Not now" }).evaluate((one) => one === document.activeElement),
  );
  await page.keyboard.press("Escape");
  await ask.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Decide…" }).click();
  await ask.getByRole("button", { name: "Delete", exact: true }).click();
  await ask.waitFor({ state: "detached" });
  await page.getByRole("dialog", { name: "Something needs you" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("row", { name: /Contacts.*14 deleted/ }).waitFor();
});

inWindow("an item left out of a preview is not synchronized", {}, async (page) => {
  const open = async () => {
    await page.getByRole("button", { name: "More for Work" }).click();
    await page.getByRole("menuitem", { name: "Preview…" }).click();
    await page.getByText(/of \d+ chosen/).waitFor();
  };
  await open();
  await page.getByRole("checkbox", { name: "Include Renew passport" }).uncheck();
  await page.getByText("5 of 6 chosen").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Synchronize" }).click();
  await page.getByRole("dialog", { name: "Something needs you" }).waitFor();
  await page.keyboard.press("Escape");
  await open();
  await page.getByText("1 of 1 chosen").waitFor();
  await page.getByRole("dialog").getByText("Renew passport").waitFor();
});

inWindow("a pass can be stopped, and says so", { slow: "200", accounts: "one" }, async (page) => {
  await page.locator("#synchronize").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("looking for changes").first().waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Work: Stopped. What was done so far stays.").waitFor();
});

inWindow(
  "a certificate is trusted after it was compared, for this account",
  { certificate: "" },
  async (page) => {
    await page.getByRole("button", { name: "More for Work" }).click();
    await page.getByRole("menuitem", { name: "Account settings…" }).click();
    await page.getByRole("button", { name: "Test", exact: true }).click();
    await page.getByRole("button", { name: "Trust for this account" }).click();
    await page.getByText("Everything works.").waitFor();
    await page.getByRole("button", { name: "Close" }).last().click();
    await page.locator("summary").click();
    await page.getByText("9F:86:D0").waitFor();
  },
);

inWindow("a pass is undone as a whole", {}, async (page) => {
  await page.getByRole("button", { name: "History" }).click();
  await page.getByRole("button", { name: /3 received, 1 sent/ }).click();
  await page.getByRole("button", { name: "Undo this pass…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByText("4 items were undone.").waitFor();
  assert.equal(await page.getByText("Undone", { exact: true }).count(), 4);
});

inWindow("language and theme change at once", { language: "system" }, async (page) => {
  await page.keyboard.press("Control+8");
  await page.getByRole("combobox", { name: /^Language/ }).click();
  await page.getByRole("option", { name: "Deutsch" }).click();
  await page.getByRole("heading", { level: 1, name: "Einstellungen" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.getByRole("combobox", { name: /^Farben/ }).click();
  await page.getByRole("option", { name: "Dunkel" }).click();
  await page.waitForFunction(
    (before) => getComputedStyle(document.documentElement).backgroundColor !== before,
    light,
  );
});

inWindow("removing an account says what stays, and Escape keeps it", {}, async (page) => {
  await page.getByRole("button", { name: "More for Choir" }).click();
  await page.getByRole("menuitem", { name: "Account settings…" }).click();
  await page.getByRole("button", { name: "Remove account…" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove Choir?" });
  await dialog.getByText("Everything on the server").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Remove account…" }).click();
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("Choir was removed.").waitFor();
  assert.equal(await page.getByRole("article").count(), 2);
});

inWindow("places are reached and left with the keyboard alone", {}, async (page) => {
  await page.getByRole("article").first().waitFor();
  await page.keyboard.press("Control+7");
  await page.getByRole("heading", { level: 1, name: "History" }).waitFor();
  await page.keyboard.press("Alt+ArrowLeft");
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
});
