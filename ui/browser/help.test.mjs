// Help in a browser, in both themes, wide and narrow: each page is read through.
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

for (const [theme, language, width] of [
  ["light", "en", 1000],
  ["dark", "de", 520],
]) {
  test(`every page of Help, ${theme}, ${language}, ${width} wide`, async () => {
    const window = await browser.open({ language, theme }, { width, height: 760, theme });
    const { page, complaints } = window;
    await page.keyboard.press("F1");
    const pages = page.locator("[role=dialog] nav button");
    await pages.first().waitFor();
    for (let at = 0; at < (await pages.count()); at++) {
      await pages.nth(at).click();
      const name = await page.locator("[role=dialog] article").getAttribute("aria-label");
      await page.waitForFunction(() =>
        [...document.images].every((image) => image.complete && image.naturalWidth > 0),
      );
      if (name === "Conflicts") await page.screenshot({ path: join(pictures, `help-${theme}.png`) });
      assert.deepEqual(await barriers(page), [], name);
      assert.deepEqual(await overflowing(page), [], name);
    }
    assert.deepEqual(complaints, []);
    await window.close();
  });
}
