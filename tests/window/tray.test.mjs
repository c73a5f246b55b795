// The icon in the tray, as a panel sees it: what it shows in each state, its menu, and what its entries do.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { ended, eventually, openWindow, stop } from "./driver.mjs";
import { Gate } from "./gate.mjs";
import { Panel, closeWindow, windows } from "./panel.mjs";
import { accounts, addAccount, card, editHere, idle } from "./person.mjs";
import { APP, Stage } from "./stage.mjs";

describe("the tray", () => {
  let stage, panel, gate, window;

  before(async () => {
    stage = await Stage.open();
    gate = await Gate.before(stage.url);
    panel = await Panel.open("tray");
    window = await openWindow(APP, stage.environment);
  });

  after(async () => {
    await window?.close();
    await panel?.close();
    await gate?.close();
    await stage?.close();
  });

  const passes = async () => (await window.ask("passes", { account: null, limit: 50 })).map((pass) => pass.account);

  test("has an icon that is idle, and a menu in which nothing can be synchronized yet", async () => {
    await panel.shows("idle");
    const words = (await panel.menu()).filter((entry) => !entry.separator).map((entry) => entry.words);
    assert.deepEqual(words, ["Synchronize", "Resolve conflicts (0)", "Account Settings", "Open SmarterMail Sync", "Quit"]);
    assert.equal((await panel.entry("Synchronize", "All")).enabled, false);
    assert.equal((await panel.entry("Resolve conflicts (0)")).enabled, false);
  });

  test("synchronizes one account, and all of them", async () => {
    await addAccount(window, stage.account("Work"));
    await addAccount(window, stage.account("Fish & Chips_"));
    await panel.choose("Synchronize", "Fish & Chips_");
    await eventually("a pass of that account is in the history", async () => (await passes()).length === 1);
    assert.deepEqual(await passes(), ["Fish & Chips_"]);
    await idle(window);
    await panel.choose("Synchronize", "All");
    await eventually("a pass of each is in the history", async () => (await passes()).length === 3);
    assert.deepEqual((await passes()).sort(), ["Fish & Chips_", "Fish & Chips_", "Work"]);
    await idle(window);
    await panel.shows("idle");
    await window.ask("remove_account", { name: "Fish & Chips_" });
    await eventually("the menu forgets it", async () => (await panel.entry("Synchronize")).entries.length === 2);
  });

  test("shows that a pass runs, and that conflicts wait; its menu leads to them", async () => {
    await window.ask("set_account", { account: { ...stage.account("Work", gate.url) }, password: null });
    await stage.put("both", ["TITLE:before"]);
    await panel.choose("Synchronize", "Work");
    await eventually("it is here", async () => (await accounts(window))[0].last_report?.kinds[0].written.local.added === 1);
    await idle(window);
    await stage.put("both", ["TITLE:there"]);
    await editHere(window, "both", [{ key: "title", typed: "here" }]);
    await window.ask("add_item", { account: "Work", kind: "contact", edits: [{ key: "name", typed: "New;Here;;;" }] });
    const open = gate.holdAfter(0);
    await panel.choose("Synchronize", "Work");
    await gate.held;
    await panel.shows("syncing");
    open();
    await panel.shows("conflicts");
    await panel.choose("Resolve conflicts (1)");
    await window.find("//h1[normalize-space()='Conflicts']");
  });

  test("leads to the account settings", async () => {
    await panel.choose("Account Settings");
    await window.find("//h1[normalize-space()='Account settings']");
  });

  test("speaks the language of the settings, at once", async () => {
    const settings = await window.ask("settings");
    await window.ask("set_settings", { settings: { ...settings, language: "de" } });
    await panel.entry("Synchronisieren", "Alle");
    const words = (await panel.menu()).filter((entry) => !entry.separator).map((entry) => entry.words);
    assert.deepEqual(words, [
      "Synchronisieren",
      "Konflikte lösen (1)",
      "Kontoeinstellungen",
      "SmarterMail Sync öffnen",
      "Beenden",
    ]);
    await window.ask("set_settings", { settings });
    await panel.entry("Synchronize", "All");
  });

  test("shows that the last pass failed", async () => {
    await stage.stopServer();
    await panel.choose("Synchronize", "All");
    await panel.shows("error");
    await window.click("(//nav//button)[1]");
    await window.find(`${card("Work")}//*[@role='alert']`);
  });

  test("opens the window again after it was closed, and quits", async () => {
    const { owner } = await panel.icon();
    closeWindow();
    await eventually("the window is gone", () => windows().length === 0);
    await eventually("the icon is there, and of a process begun anew", async () => (await panel.icon()).owner !== owner);
    await panel.choose("Open SmarterMail Sync");
    await eventually("there is a window", () => windows().includes("SmarterMail Sync"));
    await panel.choose("Quit");
    await panel.isEmpty();
    await eventually("no window is left", () => windows().length === 0);
  });
});

test("started in the tray there is no window until the menu opens one, at the place it names", async () => {
  const stage = await Stage.open();
  const panel = await Panel.open("tray");
  const app = spawn(APP, ["--tray"], { env: { ...process.env, ...stage.environment }, stdio: "ignore" });
  try {
    await panel.shows("idle");
    assert.deepEqual(windows(), []);
    await panel.choose("Account Settings");
    await eventually("there is a window", () => windows().includes("SmarterMail Sync"));
    await panel.choose("Quit");
    await panel.isEmpty();
    await ended(app);
  } finally {
    await stop(app);
    await panel.close();
    await stage.close();
  }
});
