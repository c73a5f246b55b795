// Passes and what they ask: preview, guard, Cancel half-way, a server that stops half-way, undo; both sides read back afterwards.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  DIALOG,
  SYNCHRONIZE,
  accounts,
  assertBothHave,
  assertNotCutOff,
  assertSame,
  atWork,
  button,
  card,
  contactsHere,
  editHere,
  goTo,
  idle,
  noDialog,
  passIsOver,
  synchronize,
} from "./person.mjs";
import { pictures } from "./stage.mjs";

const WORK = card("Work");
const MENU = (words) => `//*[@role='menuitem'][normalize-space()='${words}']`;

describe("a pass", () => {
  let stage, gate, window;
  atWork({ kept: true, gate: true }, (there) => ({ stage, gate, window } = there));

  const page = (count = 1000) =>
    window.ask("items", { account: "Work", kind: "contact", search: "", from: 0, count });

  test("is previewed, and what is left out stays as it is", async () => {
    await stage.put("left out", ["TITLE:new"]);
    await stage.put("taken in", ["TITLE:new"]);
    await window.click("//button[@aria-label='More for Work']");
    await window.click(MENU("Preview…"));
    await window.find(`${DIALOG}//*[normalize-space()='taken in']`);
    await window.click(`${DIALOG}//input[@aria-label='Include left out']`);
    await assertNotCutOff(window);
    await window.picture(join(pictures, "preview.png"));
    assert.equal((await contactsHere(window, "taken in")).length, 0, "a preview does nothing");
    const [before] = await accounts(window);
    await window.click(button("Synchronize", DIALOG));
    await passIsOver(window, before);
    await noDialog(window);
    assert.equal((await contactsHere(window, "left out")).length, 0);
    assert.equal((await contactsHere(window, "taken in")).length, 1);
    await synchronize(window);
    assert.equal((await contactsHere(window, "left out")).length, 1, "left out of one pass, not for ever");
  });

  test("is undone from the history", async () => {
    await stage.put("undone", ["TITLE:before"]);
    await synchronize(window);
    await editHere(window, "undone", [{ key: "title", typed: "after" }]);
    await synchronize(window);
    await assertBothHave(stage, window, "undone", ["after"]);
    await goTo(window, "History");
    await window.click("(//main//ul//button)[1]");
    await window.click(button("Undo this pass…"));
    await assertNotCutOff(window);
    await window.picture(join(pictures, "undo.png"));
    await window.click(button("Undo", DIALOG));
    await window.find("//*[contains(., '1 item was undone')]");
    // What the pass wrote is as it was; what the person typed stays where they typed it, and which it is to be is asked.
    assert.ok(stage.contactsNamed("undone")[0].includes("TITLE:before"));
    const [conflict] = await window.ask("conflicts");
    assert.deepEqual([conflict.title, conflict.case], ["undone", "undone"]);
    await window.ask("decide", { id: conflict.id, decision: { keep: "server" } });
    await assertBothHave(stage, window, "undone", ["before"]);
    await window.click("(//nav//button)[1]");
  });

  describe("that would delete many", () => {
    async function removeHere(count) {
      const { items } = await page(count);
      for (const { id } of items) await window.ask("remove_item", { account: "Work", kind: "contact", id });
    }

    /** Synchronizes, and waits for the question. */
    async function asked() {
      await window.click(SYNCHRONIZE);
      await window.find(button("Restore them instead", DIALOG));
    }

    test("stops and asks; Not now changes nothing, and it is asked again", async () => {
      const held = stage.counts().contacts;
      await removeHere(20);
      await asked();
      await assertNotCutOff(window);
      await window.picture(join(pictures, "guard.png"));
      await window.click(button("Not now", DIALOG));
      await noDialog(window);
      assert.equal(stage.counts().contacts, held, "nothing was deleted");
      assert.equal((await page(1)).total, held - 20, "and nothing came back");
      await window.find(`${WORK}//*[contains(., 'Stopped before deleting')]`);
      await window.picture(join(pictures, "guard-stopped.png"));
    });

    test("brings them back where the person wants that", async () => {
      const held = stage.counts().contacts;
      await asked();
      const [before] = await accounts(window);
      await window.click(button("Restore them instead", DIALOG));
      await passIsOver(window, before);
      await noDialog(window);
      assert.deepEqual([(await page(1)).total, stage.counts().contacts], [held, held]);
    });

    test("deletes them where the person says so, and remembers up to how many", async () => {
      const held = stage.counts().contacts;
      await removeHere(20);
      await asked();
      await window.click(`${DIALOG}//input[@type='checkbox']`);
      const [before] = await accounts(window);
      await window.click(button("Delete", DIALOG));
      await passIsOver(window, before);
      await noDialog(window);
      assert.equal(stage.counts().contacts, held - 20);
      await removeHere(15);
      await synchronize(window);
      assert.equal(stage.counts().contacts, held - 35, "fifteen are fewer than what was remembered");
    });
  });

  /** So many new contacts here. */
  async function add(count, name) {
    for (let number = 0; number < count; number++) {
      const edits = [{ key: "name", typed: `${name} ${number};;;;` }];
      await window.ask("add_item", { account: "Work", kind: "contact", edits });
    }
  }

  /** More than are ever under way at once. */
  const MANY = 120;

  test("is cancelled half-way, keeps what is done, and the next one does the rest once", async () => {
    const held = stage.counts().contacts;
    await add(MANY, "cancelled");
    const open = gate.holdAfter(5);
    const [before] = await accounts(window);
    await window.click(SYNCHRONIZE);
    await gate.held;
    await window.find(button("Cancel", DIALOG));
    await assertNotCutOff(window);
    await window.picture(join(pictures, "progress.png"));
    await window.click(button("Cancel", DIALOG));
    await window.find(button("Stopping…", DIALOG));
    open();
    await passIsOver(window, before);
    await noDialog(window);
    const [state] = await accounts(window);
    const failures = state.last_report.kinds.map((kind) => kind.failure?.code).filter(Boolean);
    assert.ok(failures.includes("cancelled"), JSON.stringify(failures));
    const sent = stage.counts().contacts - held;
    assert.ok(sent >= 5 && sent < MANY, `half-way: ${sent}`);
    await synchronize(window);
    assert.equal(stage.counts().contacts, held + MANY, "each of them once");
    await assertSame(stage, window);
  });

  test("whose server stops half-way says so, and the next one does the rest once", async () => {
    const held = stage.counts().contacts;
    await add(12, "stopped");
    const open = gate.holdAfter(5);
    const [before] = await accounts(window);
    await window.click(SYNCHRONIZE);
    await gate.held;
    await stage.stopServer("at once");
    open();
    await passIsOver(window, before);
    const said = await window.text(`${DIALOG}//*[@role='alert']`);
    assert.match(said, /online|address|server/i);
    await assertNotCutOff(window);
    await window.picture(join(pictures, "server-stopped.png"));
    await window.click(button("Later", DIALOG));
    await noDialog(window);
    await window.find(`${WORK}//*[@role='alert']`);
    await stage.startServer();
    await synchronize(window);
    assert.equal(stage.counts().contacts, held + 12, "each of them once");
    await assertSame(stage, window);
    await idle(window);
  });
});
