// Contacts, calendar, tasks and notes in a browser, in both themes and languages.
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

async function at(place, show, view) {
  const window = await browser.open(show, view);
  await window.page.getByRole("button", { name: new RegExp(`^(${place})$`) }).click();
  return window;
}

async function isGood({ page, complaints }, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  assert.deepEqual(await barriers(page), [], name);
  assert.deepEqual(await overflowing(page), [], name);
  assert.deepEqual(complaints, [], name);
}

const lists = { contacts: "Contacts|Kontakte", tasks: "Tasks|Aufgaben", notes: "Notes|Notizen" };
const calendar = "Calendar|Kalender";
const looks = [
  ["light", "en"],
  ["dark", "de"],
];

for (const [theme, language] of looks) {
  for (const [name, place] of Object.entries(lists)) {
    test(`${name}: the list, one of them, its form, ${theme}, ${language}`, async () => {
      const window = await at(place, { language, theme }, { width: 1000, height: 760, theme });
      const { page } = window;
      await page.locator("#item-list [role=option]").first().click();
      await page.locator("[data-action=edit]").waitFor();
      await isGood(window, `${name}-${theme}`);
      await page.locator("[data-action=edit]").click();
      await page.locator(".form [type=submit]:enabled").waitFor();
      await isGood(window, `${name}-form-${theme}`);
      await window.close();
    });
  }

  test(`the calendar's views, ${theme}, ${language}`, async () => {
    const window = await at(calendar, { language, theme }, { width: 1000, height: 760, theme });
    const { page } = window;
    await page.locator(".chip").first().waitFor();
    for (const [index, view] of ["month", "week", "agenda"].entries()) {
      await page.locator(".views button").nth(index).click();
      await isGood(window, `calendar-${view}-${theme}`);
    }
    await window.close();
  });
}

test("typing searches at once, and a contact can be deleted and brought back", async () => {
  const window = await at(lists.contacts, {});
  const { page } = window;
  await page.getByRole("searchbox").fill("petersen");
  await page.getByText(/^\d found$/).waitFor();
  const titles = await page.locator("#item-list .title").allTextContents();
  assert.ok(titles.length > 0 && titles.every((title) => /petersen/i.test(title)));
  await page.locator("#item-list [role=option]").first().click();
  await page.locator("[data-action=remove]").click();
  await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await page.locator("#item-list .title").getByText(titles[0], { exact: true }).first().waitFor();
  await window.close();
});

test("what was typed is kept over a newer version", async () => {
  const window = await at(lists.notes, { overtaken: "" });
  const { page } = window;
  await page.locator("#item-list [role=option]").first().click();
  await page.locator("[data-action=edit]").click();
  await page.locator(".form textarea").fill("Mine");
  await page.locator(".form [type=submit]").click();
  await page.getByText("It was changed meanwhile, and what you typed is still here").waitFor();
  assert.equal(await page.locator(".form textarea").inputValue(), "Mine");
  await isGood(window, "item-overtaken");
  await page.locator(".form [type=submit]").click();
  await page.locator(".detail dd").getByText("Mine").waitFor();
  await window.close();
});

test("of a series one appointment can be edited alone", async () => {
  const window = await at(calendar, {}, { width: 1000, height: 760 });
  const { page } = window;
  await page
    .getByRole("button", { name: /Team meeting/ })
    .nth(1)
    .click();
  await page.locator("[data-action=edit]").click();
  await page.getByRole("button", { name: "Only this one" }).click();
  await page.locator(".form [type=submit]:enabled").waitFor();
  await page.getByRole("textbox", { name: "Place" }).fill("Garden");
  await isGood(window, "appointment-form");
  await page.locator(".form [type=submit]").click();
  await page.getByRole("button", { name: /Team meeting.*Garden.*changed occurrence/ }).waitFor();
  assert.equal(await page.getByRole("button", { name: /Garden/ }).count(), 1);
  await window.close();
});

test("dragging in a week makes an appointment of that time", async () => {
  const window = await at(calendar, {}, { width: 1000, height: 760 });
  const { page } = window;
  await page.locator(".views button").nth(1).click();
  const column = await page.locator(".column").first().boundingBox();
  await page
    .locator(".week")
    .first()
    .evaluate((week) => (week.scrollTop = 0));
  const top = (await page.locator(".column").first().boundingBox()).y;
  await page.mouse.move(column.x + 20, top + 52 * 5);
  await page.mouse.down();
  await page.mouse.move(column.x + 20, top + 52 * 7, { steps: 4 });
  await page.mouse.up();
  await page.locator(".form [type=submit]:enabled").waitFor();
  assert.deepEqual(
    await page.locator(".form input[type=time]").evaluateAll((inputs) => inputs.map((input) => input.value)),
    ["05:00", "07:00"],
  );
  await window.close();
});

test("of 20,000 contacts only those in the window are drawn, wherever one scrolls", async () => {
  const window = await at(lists.contacts, { contacts: "20000" });
  const { page } = window;
  await page.getByText("20,000 contacts").waitFor();
  for (const to of [0, 500_000, 1_000_000]) {
    await page.locator("#item-list").evaluate((list, top) => (list.scrollTop = top), to);
    await page.locator(`#item-list [aria-posinset="${Math.floor(to / 52) + 3}"] .title`).waitFor();
    assert.ok((await page.locator("#item-list [role=option]").count()) < 60);
  }
  await window.close();
});

test("nothing there, and a narrow window", async () => {
  const empty = await at(lists.tasks, { empty: "", language: "de" });
  await empty.page.getByText("Nichts zu tun").waitFor();
  await isGood(empty, "tasks-empty");
  await empty.close();
  const narrow = await at(lists.contacts, {}, { width: 480, height: 720 });
  await narrow.page.locator("#item-list [role=option]").first().click();
  await narrow.page.getByRole("button", { name: "Back to the list" }).waitFor();
  await isGood(narrow, "contacts-narrow");
  await narrow.close();
});
