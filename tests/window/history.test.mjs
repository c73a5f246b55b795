// What was done, taken back: one item of a pass, an edit by its message, and an earlier version of an item; both sides read back.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { eventually } from "./driver.mjs";
import { assertBothHave, atWork, button, contactsHere, editHere, goTo, openContact, synchronize } from "./person.mjs";
import { pictures } from "./stage.mjs";

const OPTION = (place) => `(//*[@role='option'])[${place}]`;
/** One side of a row where two versions are beside each other. */
const VALUE = (key, side) => `(//main//*[@data-key='${key}']//*[@role='cell'])[${side === "older" ? 1 : 2}]`;

describe("the history", () => {
  let stage, window;

  atWork({}, async (there) => {
    ({ stage, window } = there);
    for (const name of ["one", "two", "versions", "form"]) await stage.put(name, ["TITLE:before"]);
  });

  const title = async (name) => /^TITLE:(.*)\r$/m.exec((await contactsHere(window, name))[0].source)?.[1];

  test("takes back one item of a pass, and leaves the others", async () => {
    for (const name of ["one", "two"]) await stage.put(name, ["TITLE:from there"]);
    await synchronize(window);
    assert.deepEqual([await title("one"), await title("two")], ["from there", "from there"]);
    await goTo(window, "History");
    await window.click("(//main//ul//button)[1]");
    await window.click("//button[@aria-label='Undo the change of one']");
    await window.find("//*[contains(., '1 item was undone')]");
    await window.find("//li[.//*[normalize-space()='one']]//*[normalize-space()='Undone']");
    assert.ok(await window.has("//button[@aria-label='Undo the change of two']"), "the other can be taken back still");
    await window.picture(join(pictures, "undo-item.png"));
    assert.deepEqual([await title("one"), await title("two")], ["before", "from there"]);
    assert.ok(stage.contactsNamed("two")[0].includes("TITLE:from there"));
    const [conflict, ...more] = await window.ask("conflicts");
    assert.deepEqual([conflict.title, conflict.case, more], ["one", "undone", []]);
    await window.ask("decide", { id: conflict.id, decision: { keep: "local" } });
    await assertBothHave(stage, window, "one", ["before"]);
  });

  test("shows two versions of an item beside each other, and brings an earlier one back", async () => {
    for (const typed of ["second", "third"]) await editHere(window, "versions", [{ key: "title", typed }]);
    await openContact(window, "versions");
    await window.click(button("History", "//main"));
    await window.find("//h1[normalize-space()='Versions of versions']");
    await window.find(`${VALUE("title", "older")}[contains(., 'second')]`);
    await window.find(`${VALUE("title", "newer")}[contains(., 'third')]`);
    await window.picture(join(pictures, "versions.png"));
    // The one before that, out of the list.
    await window.click("//button[starts-with(@aria-label, 'Older:')]");
    await window.click(OPTION(2));
    await window.find(`${VALUE("title", "older")}[contains(., 'before')]`);
    await window.click(button("Restore this version"));
    await window.find("//*[contains(., 'versions is as it was')]");
    await window.find(`${VALUE("title", "older")}[contains(., 'third')]`);
    assert.equal(await title("versions"), "before");
    await synchronize(window);
    await assertBothHave(stage, window, "versions", ["before"]);
  });

  test("brings back an item that is gone", async () => {
    await stage.remove("versions");
    await synchronize(window);
    assert.equal((await contactsHere(window, "versions")).length, 0);
    await goTo(window, "History");
    await window.click("(//main//ul//button)[1]");
    await window.click("//main//li//button[contains(., 'versions')]");
    await window.click(button("Earlier versions…"));
    await window.find("//button[starts-with(@aria-label, 'Newer: Deleted')]");
    await window.picture(join(pictures, "versions-gone.png"));
    await window.click(button("Restore this version"));
    await eventually("it is here again", async () => (await contactsHere(window, "versions")).length === 1);
    await synchronize(window);
    await assertBothHave(stage, window, "versions", ["before"]);
  });

  test("an edit is taken back by the message that says it was made", async () => {
    await openContact(window, "form");
    await window.click("//button[@data-action='edit']");
    await window.type("//form//input[@aria-label='Job title']", " and after");
    await window.click("//form//button[@type='submit']");
    await window.click(button("Undo", "//*[contains(@class, 'toast')]"));
    await eventually("it is as it was", async () => (await title("form")) === "before");
  });
});
