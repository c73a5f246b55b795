// A photo that is given to a contact in the window: shown there, and byte for byte what the server has afterwards.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { eventually } from "./driver.mjs";
import { assertSame, atWork, button, openContact, synchronize } from "./person.mjs";
import { pictures } from "./stage.mjs";

const PHOTO = resolve("icons/tray/dark/idle-32.png");
const SHOWN = "//article[@aria-label='Photo']//img";

let stage, window;

atWork({}, async (there) => {
  ({ stage, window } = there);
  await stage.put("Photo", ["TITLE:none yet"]);
});

async function openForm() {
  await window.click("//button[@data-action='edit']");
  await window.find("//form//button[@type='submit' and not(@disabled)]");
}

const photoThere = () => stage.contactsNamed("Photo")[0].filter((line) => line.startsWith("PHOTO"));

test("a photo is chosen, seen, and on the server after a pass; and taken away again", async () => {
  await openContact(window, "Photo");
  await openForm();
  await window.type("//form//input[@type='file']", PHOTO);
  await window.find("//form//*[contains(@class, 'picture')]//img");
  await window.picture(join(pictures, "photo-form.png"));
  await window.click("//form//button[@type='submit']");
  await window.find(SHOWN);
  await eventually("the photo is drawn", () =>
    window.run("const photo = document.querySelector('article img'); return photo?.complete && photo.naturalWidth === 32"),
  );
  await window.picture(join(pictures, "photo.png"));
  assert.deepEqual(photoThere(), [], "not before a pass");
  await synchronize(window);
  const [line, ...more] = photoThere();
  assert.deepEqual(more, []);
  // After the colon, or in a card of version 4 after that of its `data:` address.
  const bytes = Buffer.from(line.split(/[:,]/).at(-1), "base64");
  assert.ok(bytes.equals(readFileSync(PHOTO)), "the very bytes of the file");
  await assertSame(stage, window);

  await openContact(window, "Photo");
  await openForm();
  await window.click(button("Remove the picture", "//form"));
  await window.click("//form//button[@type='submit']");
  await eventually("it is not shown any more", async () => !(await window.has(SHOWN)));
  await synchronize(window);
  assert.deepEqual(photoThere(), []);
});
