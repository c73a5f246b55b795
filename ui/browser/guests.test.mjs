// Guests in the appointment's form, in a browser: typed with the keys alone, in both themes and languages, and in a narrow window.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Browser, barriers, overflowing, pictures } from "./window.mjs";

let browser;
before(async () => {
  await mkdir(pictures, { recursive: true });
  browser = await Browser.start();
});
after(() => browser.stop());

const said = {
  en: {
    calendar: "Calendar",
    figures: /Quarterly figures/,
    lunch: /Lunch with Miguel/,
    guest: (n) => `Guest ${n}`,
    add: "New appointment",
  },
  de: {
    calendar: "Kalender",
    figures: /Quarterly figures/,
    lunch: /Lunch with Miguel/,
    guest: (n) => `Gast ${n}`,
    add: "Neuer Termin",
  },
};

async function calendar(show, view) {
  const window = await browser.open(show, view);
  await window.page.getByRole("button", { name: said[show.language ?? "en"].calendar, exact: true }).click();
  await window.page.locator(".chip").first().waitFor();
  return window;
}

async function edit(page, name) {
  await page.getByRole("button", { name }).first().click();
  await page.locator("[data-action=edit]").click();
  await page.locator(".form [type=submit]:enabled").waitFor();
}

async function isGood({ page, complaints }, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  assert.deepEqual(await barriers(page), [], name);
  assert.deepEqual(await overflowing(page), [], name);
  assert.deepEqual(complaints, [], name);
}

for (const [theme, language, width] of [
  ["light", "en", 1000],
  ["dark", "de", 1000],
  ["light", "de", 480],
]) {
  const words = said[language];
  const name = width < 600 ? "narrow" : theme;

  test(`guests and their answers, one more, and whom the server tells, ${name}, ${language}`, async () => {
    const window = await calendar({ language, theme }, { width, height: 760, theme });
    const { page } = window;
    await edit(page, words.figures);
    await page.locator(".accepted").waitFor();
    await page.getByRole("combobox", { name: words.guest(3) }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("lin");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await isGood(window, `guests-suggested-${name}`);
    await page.keyboard.press("Enter");
    const chosen = await page.getByRole("combobox", { name: words.guest(4) }).inputValue();
    assert.match(chosen, /lin.* <.+@.+>/i);
    await page.locator(".telling .told").first().waitFor();
    assert.equal(await page.locator(".telling [type=checkbox]").count(), 0, "others were told already");
    const [field, foot] = await Promise.all(
      [page.locator(":focus"), page.locator(".foot")].map((part) => part.boundingBox()),
    );
    assert.ok(field.y + field.height <= foot.y, "what is typed is not covered");
    await isGood(window, `guests-told-${name}`);
    await page.locator(".form [type=submit]").click();
    await edit(page, words.figures);
    assert.equal(await page.getByRole("combobox", { name: words.guest(4) }).inputValue(), chosen);
    await page.locator(".accepted").waitFor();
    await window.close();
  });

  test(`the guests of somebody else's invitation are shown, ${name}, ${language}`, async () => {
    const window = await calendar({ language, theme }, { width, height: 760, theme });
    const { page } = window;
    await edit(page, words.lunch);
    await page.getByText(/Miguel Castillo[.,](?! <)/).waitFor();
    await page.locator(".declined").scrollIntoViewIfNeeded();
    assert.equal(await page.getByRole("combobox", { name: words.guest(1) }).count(), 0);
    await isGood(window, `guests-theirs-${name}`);
    await window.close();
  });

  test(`what people were told of is not deleted unasked, ${name}, ${language}`, async () => {
    const window = await calendar({ language, theme }, { width, height: 760, theme });
    const { page } = window;
    await page.getByRole("button", { name: words.figures }).first().click();
    await page.locator("[data-action=remove]").click();
    await page.locator(".dialog .danger").waitFor();
    await isGood(window, `guests-off-${name}`);
    await page.locator(".dialog .danger").click();
    await page.getByRole("button", { name: words.figures }).waitFor({ state: "detached" });
    await window.close();
  });
}

test("a new appointment can be saved without telling anybody, and a wrong address is not saved", async () => {
  const window = await calendar({}, { width: 1000, height: 760 });
  const { page } = window;
  await page.getByRole("button", { name: said.en.add }).click();
  await page.locator(".form [type=submit]:enabled").waitFor();
  await page.getByRole("textbox", { name: "Subject" }).fill("Surprise");
  const guest = page.getByRole("combobox", { name: "Guest 1" });
  await guest.fill("bert@");
  await page.locator(".form [type=submit]").click();
  await page.getByText("This is no e-mail address.").waitFor();
  await isGood(window, "guests-wrong");
  await guest.fill("bert@example.com");
  await page.getByRole("checkbox", { name: "Save it without telling anybody" }).check();
  await page.getByText("Nobody is told.").waitFor();
  await isGood(window, "guests-untold");
  await page.locator(".form [type=submit]").click();
  await page.locator(".form").waitFor({ state: "detached" });
  await page.locator(".views button").nth(2).click();
  await edit(page, /Surprise/);
  await page.getByText("The server is asked to tell nobody of this appointment.").waitFor();
  await window.close();
});
