// What the app says without being asked: notifications with a button that does something, and after a kill, what happened.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ended, eventually, openWindow, stop } from "./driver.mjs";
import { Gate } from "./gate.mjs";
import { Panel, isLookedAt, lookAway, windows } from "./panel.mjs";
import {
  DIALOG,
  accounts,
  addAccount,
  assertBothHave,
  assertSame,
  atWork,
  button,
  card,
  editHere,
  noDialog,
  passIsOver,
  synchronize,
} from "./person.mjs";
import { APP, Stage, pictures } from "./stage.mjs";

describe("a notification", () => {
  let stage, panel, window;
  atWork({ kept: true, panel: ["tray", "notifications"] }, async (there) => {
    ({ stage, panel, window } = there);
    await stage.put("both", ["TITLE:before"]);
  });

  test("about conflicts leads to them", async () => {
    await stage.put("both", ["TITLE:there"]);
    await editHere(window, "both", [{ key: "title", typed: "here" }]);
    await lookAway(window);
    await panel.choose("Synchronize", "Work");
    const notification = await panel.notification(/changed on both sides/);
    assert.equal(notification.title, "Work");
    await panel.press(notification, "Resolve");
    await window.find("//h1[normalize-space()='Conflicts']");
    const [conflict] = await window.ask("conflicts");
    await window.ask("decide", { id: conflict.id, decision: { keep: "server" } });
  });

  test("about many deletions leads to the question, and the answer is carried out", async () => {
    const held = stage.counts().contacts;
    const { items } = await window.ask("items", { account: "Work", kind: "contact", search: "", from: 0, count: 20 });
    for (const { id } of items) await window.ask("remove_item", { account: "Work", kind: "contact", id });
    await lookAway(window);
    await panel.choose("Synchronize", "Work");
    const notification = await panel.notification(/Many items would be deleted/);
    assert.equal(notification.title, "Work");
    await panel.press(notification, "Decide");
    await isLookedAt(window);
    await window.click(button("Decide…", card("Work")));
    await window.find(`${DIALOG}//*[contains(., 'Delete 20 contacts?')]`);
    const [before] = await accounts(window);
    await window.click(button("Restore them instead", DIALOG));
    await passIsOver(window, before);
    await noDialog(window);
    const { total } = await window.ask("items", { account: "Work", kind: "contact", search: "", from: 0, count: 1 });
    assert.deepEqual([total, stage.counts().contacts], [held, held]);
  });

  test("about a server that is gone tries again", async () => {
    await stage.stopServer();
    await lookAway(window);
    await panel.choose("Synchronize", "Work");
    const notification = await panel.notification(/online|address|reach/i);
    await stage.startServer();
    await panel.press(notification, "Synchronize");
    await eventually("that pass goes well", async () => {
      const [state] = await accounts(window);
      return !state.running && state.last_report && !state.last_report.failure;
    });
  });

  test("about a wrong password leads to the account", async () => {
    await window.ask("set_account", { account: stage.account(), password: "looking-glass" });
    await lookAway(window);
    await panel.choose("Synchronize", "Work");
    await panel.press(await panel.notification(/password/i), "Account Settings");
    await window.find("//h1[normalize-space()='Account settings']");
    await window.ask("set_account", { account: stage.account(), password: "wonderland" });
  });

  test("is not shown while the person looks at the window", async () => {
    await stage.stopServer();
    await panel.choose("Open SmarterMail Sync");
    await isLookedAt(window);
    await panel.choose("Synchronize", "Work");
    await panel.shows("error");
    await stage.startServer();
    await window.ask("synchronize", { account: "Work", request: {} });
    await panel.shows("idle");
    assert.deepEqual(await panel.notifications(), []);
  });

  test("is not shown where the person switched them off", async () => {
    const settings = await window.ask("settings");
    await window.ask("set_settings", { settings: { ...settings, notifications: false } });
    await stage.stopServer();
    await lookAway(window);
    const [{ last_pass }] = await accounts(window);
    await panel.choose("Synchronize", "Work");
    await panel.shows("error");
    // Another one, so that what the first had to say would have been said.
    await stage.startServer();
    await window.ask("synchronize", { account: "Work", request: {} });
    assert.notEqual((await accounts(window))[0].last_pass, last_pass);
    assert.deepEqual(await panel.notifications(), []);
  });
});

describe("after the program was killed in the middle of a pass", () => {
  let stage, gate, panel;
  const names = Array.from({ length: 8 }, (_, number) => `typed ${number}`);

  before(async () => {
    stage = await Stage.open();
    gate = await Gate.before(stage.url);
    panel = await Panel.open("tray", "notifications");
    const window = await openWindow(APP, stage.environment);
    await addAccount(window, stage.account("Work", gate.url));
    await synchronize(window);
    for (const name of names)
      await window.ask("add_item", { account: "Work", kind: "contact", edits: [{ key: "name", typed: `${name};;;;` }] });
    const open = gate.holdAfter(3);
    await panel.choose("Synchronize", "Work");
    await gate.held;
    const killed = await window.process();
    process.kill(killed, "SIGKILL");
    open();
    await window.close();
    await panel.isEmpty();
  });

  after(async () => {
    await panel?.close();
    await gate?.close();
    await stage?.close();
  });

  test("it says so at the next start, in a notification where there is no window", async () => {
    const app = spawn(APP, ["--tray"], { env: { ...process.env, ...stage.environment }, stdio: "ignore" });
    try {
      const notification = await panel.notification(/in the middle of a synchronisation/);
      assert.equal(notification.title, "Work");
      assert.deepEqual(windows(), []);
      await panel.choose("Quit");
      await ended(app);
    } finally {
      await stop(app);
    }
  });

  test("and in the window; the words are there, and the next pass makes both sides the same", async () => {
    const window = await openWindow(APP, stage.environment);
    try {
      await window.resize(980, 720);
      await window.find(`${card("Work")}//*[contains(., 'The last pass was cut off')]`);
      await window.find(`${card("Work")}//*[contains(., 'Nothing is lost')]`);
      await window.picture(join(pictures, "cut-off.png"));
      const here = async () => {
        const { items } = await window.ask("items", { account: "Work", kind: "contact", search: "typed", from: 0, count: 50 });
        return items.map((item) => item.title).sort();
      };
      assert.deepEqual(await here(), names);
      await synchronize(window);
      assert.deepEqual(await here(), names, "each of them once");
      await assertSame(stage, window);
      for (const gone of [`${card("Work")}//*[contains(., 'cut off')]`, button("Try again", card("Work"))])
        await eventually("the card has heard of it", async () => !(await window.has(gone)));
    } finally {
      await window.close();
    }
  });
});

test("a decision survives that the program is killed while it carries it out", async () => {
  const stage = await Stage.open();
  const gate = await Gate.before(stage.url);
  try {
    let window = await openWindow(APP, stage.environment);
    try {
      await addAccount(window, stage.account("Work", gate.url));
      await stage.put("decided", ["TITLE:before"]);
      await synchronize(window);
      await stage.put("decided", ["TITLE:there"]);
      await editHere(window, "decided", [{ key: "title", typed: "here" }]);
      await synchronize(window);
      const [conflict] = await window.ask("conflicts");
      const open = gate.holdAfter(0);
      // Nobody waits for the answer: there will be none.
      await window.run(
        `window.__TAURI_INTERNALS__.invoke("decide", { id: ${conflict.id}, decision: { keep: "local" } }).catch(() => undefined)`,
      );
      await gate.held;
      process.kill(await window.process(), "SIGKILL");
      assert.ok(stage.contactsNamed("decided")[0].includes("TITLE:there"), "it was not written");
      open();
    } finally {
      await window.close();
    }
    window = await openWindow(APP, stage.environment);
    try {
      await window.find(`${card("Work")}//*[contains(., 'The last pass was cut off')]`);
      const [waiting] = await window.ask("conflicts");
      assert.deepEqual([waiting.title, waiting.decided], ["decided", true], "it is not asked again");
      await synchronize(window);
      assert.deepEqual(await window.ask("conflicts"), []);
      await assertBothHave(stage, window, "decided", ["here"]);
    } finally {
      await window.close();
    }
  } finally {
    await gate.close();
    await stage.close();
  }
});
