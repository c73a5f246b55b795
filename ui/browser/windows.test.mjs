// Every window in both themes and both languages, wide and narrow, with long names, and mirrored: nothing is cut off, nothing is said
// in the console, nothing is forbidden by the app's policy. axe finds nothing in either theme. Pictures are left in target/pictures.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { barriers, Browser, overflowing, pictures } from "./window.mjs";
import { windows } from "./windows.mjs";

let browser;
before(async () => {
  mkdirSync(pictures, { recursive: true });
  browser = await Browser.start();
});
after(() => browser?.stop());

const looks = [
  // axe looks at both themes; in the third look only the room is another.
  { name: "light-en", view: { theme: "light" }, show: { language: "en" } },
  { name: "dark-de", view: { theme: "dark" }, show: { language: "de" } },
  {
    name: "narrow-dark",
    view: { theme: "dark", width: 420, height: 480 },
    show: { language: "en" },
    axe: false,
  },
];

async function look(window, { name, view, show, axe = true }, prepare = async () => {}) {
  const opened = await browser.open({ ...window.show, ...show }, { ...window.view, ...view });
  try {
    await prepare(opened.page);
    await window.go(opened.page);
    await opened.page.screenshot({ path: join(pictures, `${window.name}.${name}.png`) });
    assert.deepEqual(await overflowing(opened.page), [], "cut off or scrolling sideways");
    // What moves on its own may change while it is looked at.
    if (axe && !window.moving) assert.deepEqual(await barriers(opened.page, window.floating), []);
    assert.deepEqual(opened.complaints, []);
  } finally {
    await opened.close();
  }
}

for (const window of windows)
  describe(window.name, () => {
    for (const one of looks) test(`as ${one.name}`, () => look(window, one));
  });

describe("long names", () => {
  for (const window of windows.filter(({ name }) => ["home", "account-settings", "preview"].includes(name)))
    test(window.name, () =>
      look(window, { name: "long", view: { width: 420 }, show: { language: "en", longNames: "" } }),
    );
});

describe("from right to left", () => {
  for (const window of windows.filter(({ name }) =>
    ["home", "account-settings", "pass", "guard", "settings"].includes(name),
  ))
    test(window.name, () =>
      look(window, { name: "rtl", view: {}, show: { language: "en" } }, (page) =>
        page.evaluate(() => void (document.documentElement.dir = "rtl")),
      ),
    );
});
