// Closing the window: with a tray the program goes on there, small and with all it knew; without one it says that it ends, and does.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { descendants, ended, eventually, openWindow, stop } from "./driver.mjs";
import { Gate } from "./gate.mjs";
import { Panel, closeWindow, memory, resize, sizeOf, windows } from "./panel.mjs";
import { DIALOG, accounts, addAccount, assertNotCutOff, button, noDialog, synchronize } from "./person.mjs";
import { APP, Stage, pictures } from "./stage.mjs";

const commandLine = (pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
const started = (stage, ...args) =>
  spawn(APP, args, { env: { ...process.env, ...stage.environment }, stdio: "ignore" });

/** The memory of a process once it has stopped growing. */
async function memoryAtRest(pid) {
  let before = 0;
  return eventually("its memory has stopped growing", async () => {
    const now = memory([pid]);
    const grown = now - before;
    before = now;
    await sleep(500);
    return grown < 0.25 && now;
  });
}

/** The process has begun anew, without a window. */
const rests = (pid) => eventually("it rests in the tray", () => commandLine(pid).includes("--goes-on"));

describe("with a tray", () => {
  let stage, gate, panel;

  before(async () => {
    stage = await Stage.open();
    gate = await Gate.before(stage.url);
    panel = await Panel.open("tray", "notifications");
  });

  after(async () => {
    await panel?.close();
    await gate?.close();
    await stage?.close();
  });

  test("closing the window leaves a process as small as one that never had one, and nothing else", async () => {
    const never = started(stage, "--tray");
    await panel.shows("idle");
    const small = await memoryAtRest(never.pid);
    await panel.choose("Quit");
    await ended(never);

    const app = started(stage);
    try {
      await eventually("there is a window", () => windows().length === 1);
      await eventually("the page's process is there", async () => (await descendants(app.pid)).length >= 2);
      resize(760, 560);
      await eventually("it is as large as the person made it", () => sizeOf() === "760x560");
      closeWindow();
      await rests(app.pid);
      await panel.shows("idle");
      await eventually("nothing is left beside it", async () => (await descendants(app.pid)).length === 0);
      const now = await memoryAtRest(app.pid);
      assert.ok(now < small * 1.15 + 2, `${now.toFixed(1)} MiB after closing, ${small.toFixed(1)} where there never was a window`);
      assert.deepEqual(windows(), []);

      // It is the one instance still: a second start shows its window, and ends.
      await ended(started(stage));
      await eventually("there is a window again", () => windows().length === 1);
      await eventually("it is as large as it was", () => sizeOf() === "760x560");
      assert.equal(app.exitCode, null);
      closeWindow();
      await eventually("the window is gone", () => windows().length === 0);
      await panel.shows("idle");
      await panel.choose("Quit");
      await ended(app);
    } finally {
      await stop(app);
    }
  });

  test("a running pass comes to its end first, and what is known is known afterwards", async () => {
    const window = await openWindow(APP, stage.environment);
    let pid;
    try {
      await addAccount(window, stage.account("Work", gate.url));
      await synchronize(window);
      pid = await window.process();
      for (let number = 0; number < 4; number++)
        await window.ask("add_item", { account: "Work", kind: "contact", edits: [{ key: "name", typed: `closing ${number};;;;` }] });
      const open = gate.holdAfter(1);
      await window.ask("set_settings", { settings: { ...(await window.ask("settings")), sync_every_minutes: 60 } });
      await panel.choose("Synchronize", "Work");
      await gate.held;
      closeWindow();
      await eventually("the window is gone", () => windows().length === 0);
      await panel.shows("syncing");
      assert.ok(!commandLine(pid).includes("--goes-on"), "the pass is not cut off");
      open();
      await rests(pid);
      for (let number = 0; number < 4; number++) assert.equal(stage.contactsNamed(`closing ${number}`).length, 1);
      await panel.shows("idle");
      await panel.choose("Quit");
      await panel.isEmpty();
    } finally {
      await window.close();
    }
    const again = await openWindow(APP, stage.environment);
    try {
      const [state] = await accounts(again);
      assert.deepEqual([state.account.name, state.was_cut_off, state.changes_to_send], ["Work", false, false]);
      assert.equal(state.last_report.kinds.find((kind) => kind.kind === "contact").written.server.added, 4);
      assert.equal((await again.ask("settings")).sync_every_minutes, 60);
    } finally {
      await again.close();
    }
  });
});

describe("without a tray", () => {
  let stage, window;

  beforeEach(async () => {
    await window?.close();
    stage ??= await Stage.open();
    window = await openWindow(APP, stage.environment);
    await window.find("//h1");
  });

  after(async () => {
    await window?.close();
    await stage?.close();
  });

  test("closing says that the program ends, and the person may keep it open", async () => {
    const pid = await window.process();
    closeWindow();
    await window.find(`${DIALOG}//*[contains(., 'no tray icon')]`);
    await assertNotCutOff(window);
    await window.picture(join(pictures, "closing.png"));
    await window.click(button("Keep open", DIALOG));
    await noDialog(window);
    assert.ok(existsSync(`/proc/${pid}`));
    // It was said; the second time it does as it is told.
    closeWindow();
    await eventually("it has ended", () => !existsSync(`/proc/${pid}`));
  });

  test("it is said again where passes would have begun by themselves", async () => {
    const pid = await window.process();
    await window.ask("set_settings", { settings: { ...(await window.ask("settings")), sync_every_minutes: 30 } });
    closeWindow();
    await window.find(`${DIALOG}//*[contains(., 'by itself')]`);
    // The answer may come after the window is gone.
    await window.click(button("Quit", DIALOG)).catch(() => undefined);
    await eventually("it has ended", () => !existsSync(`/proc/${pid}`));
  });
});
