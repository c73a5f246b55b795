// The conflicts in a browser: every kind in every case in both themes and languages, the keyboard alone, many of them.
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

async function conflicts(show, view) {
  const window = await browser.open(show, view);
  await window.page.getByRole("button", { name: /^(Conflicts|Konflikte)/ }).click();
  await window.page.locator("#conflict-list").waitFor();
  return window;
}

async function opened(show, view) {
  const window = await conflicts(show, view);
  await window.page.locator("#conflict-list").focus();
  await window.page.keyboard.press("Enter");
  await window.page.locator(".conflict [data-key]").first().waitFor();
  return window;
}

async function isGood({ page, complaints }, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  assert.deepEqual(await barriers(page), [], name);
  assert.deepEqual(await overflowing(page), [], name);
  assert.deepEqual(complaints, [], name);
}

for (const [theme, language] of [
  ["light", "en"],
  ["dark", "de"],
]) {
  test(`every kind in every case, ${theme}, ${language}`, async () => {
    const window = await conflicts({ conflicts: "21", language, theme }, { width: 1000, height: 720, theme });
    await isGood(window, `conflicts-${theme}`);
    await window.page.locator("#conflict-list").focus();
    await window.page.keyboard.press("Enter");
    for (let at = 1; at <= 21; at++) {
      await window.page
        .locator(".conflict .count")
        .filter({ hasText: new RegExp(`^${at} `) })
        .waitFor();
      await window.page.locator(".conflict [data-key]").first().waitFor();
      await isGood(window, `conflict-${String(at).padStart(2, "0")}-${theme}`);
      await window.page.keyboard.press("k");
    }
    await window.page.locator(".dialog.conflict").waitFor({ state: "detached" });
    await window.close();
  });
}

test("with the keyboard alone: from the list to a merge, red row by red row", async () => {
  const window = await opened({ conflicts: "4" });
  const { page } = window;
  const focused = () => page.evaluate(() => document.activeElement?.closest("[data-key]")?.dataset.key);
  await page.waitForFunction(() => document.activeElement?.closest('[data-key="company"]'));
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.locator('[data-key="company"] input[value=local]').isChecked(), true);
  // Not everything is decided: Enter goes to the next red row, and writes nothing.
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "phone[1]");
  await page.keyboard.press("b");
  assert.equal(await page.locator('[data-key="phone[1]"] input[value=both]').isChecked(), true);
  await page.keyboard.press("ArrowUp");
  assert.equal(await focused(), "email[2]");
  await page.keyboard.press("Enter");
  await page.locator(".conflict .count").filter({ hasText: "2 of 4" }).waitFor();
  await page.locator(".told").getByText("is resolved").waitFor();
  await window.close();
});

test("Escape changes nothing, and the list has the focus again", async () => {
  const window = await opened({ conflicts: "4" });
  await window.page.keyboard.press("Escape");
  await window.page.locator(".dialog.conflict").waitFor({ state: "detached" });
  await window.page.waitForFunction(() => document.activeElement?.id === "conflict-list");
  assert.equal(await window.page.locator("#conflict-list [role=option]").count(), 4);
  await window.close();
});

for (const [key, name] of [
  ["?", "keys"],
  ["w", "why"],
  ["u", "source"],
]) {
  test(`what stands beside the question: ${name}`, async () => {
    const window = await opened({ conflicts: "4" }, { width: 1000, height: 720 });
    await window.page.keyboard.press(key);
    await window.page.locator(".dialog").nth(1).waitFor();
    await isGood(window, `conflict-${name}`);
    await window.page.keyboard.press("Escape");
    await window.page.waitForFunction(() => document.querySelectorAll(".dialog").length === 1);
    await window.close();
  });
}

test("a button that cannot be pressed says why, and a deletion says what goes", async () => {
  const window = await opened({ conflicts: "4" });
  const { page } = window;
  await page.keyboard.press("m");
  await page.locator(".refused[role=status]").getByText("First pick a value").waitFor();
  await page.keyboard.press("k");
  await page.keyboard.press("k");
  await page.locator(".conflict .count").filter({ hasText: "3 of 4" }).waitFor();
  await page.keyboard.press("s");
  await page.locator(".result").getByText("will be removed; a copy stays in the history").waitFor();
  await isGood(window, "conflict-deletion");
  await window.close();
});

test("whom the server may tell is said, and a second appointment can be made without telling them", async () => {
  for (const [theme, language] of [
    ["light", "en"],
    ["dark", "de"],
  ]) {
    const window = await opened({ conflicts: "4", language, theme }, { width: 1000, height: 720, theme });
    const { page } = window;
    await page.keyboard.press("k");
    const box = page.locator(".invited input");
    await box.waitFor();
    assert.equal(await box.isChecked(), false, "never by itself");
    assert.match(await page.locator(".invited").innerText(), /Ada Lindqvist .+ Emil Brandt/);
    await box.focus();
    await page.keyboard.press(" ");
    await page.getByText(/SCHEDULE-AGENT=CLIENT/).waitFor();
    await isGood(window, `conflict-quiet-${theme}`);
    await page.locator("[data-action=both]").click();
    await page.locator(".conflict .count").filter({ hasText: /^3 / }).waitFor();
    await window.close();
  }
});

test("a change that was quicker is asked anew", async () => {
  const window = await opened({ conflicts: "4", overtaken: "" }, { width: 1000, height: 720 });
  await window.page.keyboard.press("s");
  await window.page.keyboard.press("m");
  await window.page.locator(".told").getByText("was changed meanwhile").waitFor();
  await isGood(window, "conflict-overtaken");
  await window.close();
});

test("a narrow window, a low one, and reading from the right", async () => {
  for (const [name, width, height, rtl] of [
    ["narrow", 480, 720, false],
    ["low", 640, 480, false],
    ["rtl", 1000, 720, true],
  ]) {
    const window = await opened({ conflicts: "4", longNames: "" }, { width, height });
    if (rtl) await window.page.evaluate(() => (document.documentElement.dir = "rtl"));
    await isGood(window, `conflict-${name}`);
    if (rtl) {
      await window.page.locator('[data-key="company"] input[value=server]').focus();
      await window.page.keyboard.press("ArrowLeft");
      assert.equal(await window.page.locator('[data-key="company"] input[value=local]').isChecked(), true);
    }
    await window.close();
  }
});

test("of 500 conflicts only those in the window are drawn", async () => {
  const window = await conflicts({ conflicts: "500" });
  const { page } = window;
  const drawn = await page.locator("#conflict-list [role=option]").count();
  assert.ok(drawn > 5 && drawn < 60, `${drawn} are drawn`);
  await page.locator("#conflict-list").focus();
  await page.keyboard.press("End");
  await page.locator("#conflict-list [aria-posinset='500']").waitFor();
  assert.ok((await page.locator("#conflict-list [role=option]").count()) < 60);
  await window.close();
});
