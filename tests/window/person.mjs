// What a person does in the window, step by step: the words on buttons, the dialogs, and waiting for what comes of it.
import assert from "node:assert/strict";
import { rmSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { eventually, openWindow } from "./driver.mjs";
import { Gate } from "./gate.mjs";
import { Panel } from "./panel.mjs";
import { APP, Stage } from "./stage.mjs";

/** The button as it can be pressed: while the page knows of a pass it is off, and a click on it does nothing. */
export const SYNCHRONIZE = "//button[@id='synchronize' and not(@disabled)]";
export const DIALOG = "//*[@role='dialog']";
export const button = (words, within = "") => `${within}//button[normalize-space()='${words}']`;
export const action = (name) => `${DIALOG}//button[@data-action='${name}']`;
export const keep = (side) => `${DIALOG}//*[@data-side='${side}']//input`;
export const row = (key) => `${DIALOG}//*[@data-key='${key}']`;
export const card = (account) => `//article[@aria-label='${account}']`;

/**
 * Before the tests: a server and the window of an app whose account was synchronized with it; after them all of it is gone.
 * `begin` is given what there is before that first pass. `kept`: the server keeps its mailbox when it is stopped and started again.
 * `gate`: a door before the server. `panel`: what the desktop has.
 */
export function atWork({ kept = false, gate = false, panel = [] }, begin) {
  const data = kept ? mkdtempSync(join(tmpdir(), "smsync-window-server-")) : null;
  const there = {};
  before(async () => {
    there.stage = await Stage.open(...(data ? ["--data", data] : []));
    if (gate) there.gate = await Gate.before(there.stage.url);
    if (panel.length > 0) there.panel = await Panel.open(...panel);
    const window = (there.window = await openWindow(APP, there.stage.environment));
    await window.resize(980, 720);
    await addAccount(window, there.stage.account("Work", there.gate?.url));
    await begin(there);
    await synchronize(window);
  });
  after(async () => {
    await there.window?.close();
    await there.panel?.close();
    await there.gate?.close();
    await there.stage?.close();
    if (data) rmSync(data, { recursive: true, force: true });
  });
}

export const accounts = (window) => window.ask("accounts");

/** Adds an account while the page is at home or has none yet; the page knows it then. */
export async function addAccount(window, account, password = "wonderland") {
  await window.ask("add_account", { account, password });
  await window.find(card(account.name));
}

export async function goTo(window, place) {
  await window.click(`//nav//button[@aria-label='${place}' or starts-with(@aria-label, '${place},')]`);
  await window.find(`//h1[normalize-space()='${place}']`);
}

export async function idle(window) {
  await eventually("no pass runs", async () => (await accounts(window)).every((account) => !account.running));
}

export async function noDialog(window) {
  await eventually("no dialog is open", async () => !(await window.has(DIALOG)));
}

/** Opens one of the contacts, found as a person finds it. */
export async function openContact(window, name) {
  await goTo(window, "Contacts");
  const search = "//input[@data-search]";
  await window.run("document.querySelector('input[data-search]').select()");
  await window.type(search, name);
  await window.click(`//*[@id='item-list']//*[@role='option'][.//*[normalize-space()='${name}']]`);
  await window.find(`//article[@aria-label='${name}']`);
}

/** Synchronizes with the button at home, and closes what the pass left open. */
export async function synchronize(window, press = SYNCHRONIZE, name = "Work") {
  await idle(window);
  const before = await account(window, name);
  if (!(await window.has("//button[@id='synchronize']"))) await goTo(window, "Home");
  await window.click(press);
  await passIsOver(window, before);
  await eventually("what the pass left is closed", async () => {
    await window.clickIfThere(button("Later", DIALOG));
    return !(await window.has(DIALOG));
  });
}

const account = async (window, name) => (await accounts(window)).find((one) => one.account.name === name);

/** Waits until there was another pass than `before`, and the page has heard of its end. */
export async function passIsOver(window, before) {
  await eventually("a pass is over", async () => {
    const now = await account(window, before.account.name);
    return !now.running && now.last_pass !== before.last_pass;
  });
  await window.find(SYNCHRONIZE);
}

/** The contacts of this name on this computer. */
export async function contactsHere(window, name, account = "Work") {
  const { items } = await window.ask("items", { account, kind: "contact", search: name, from: 0, count: 50 });
  const named = items.filter((item) => item.title === name);
  return Promise.all(named.map(({ id }) => window.ask("item", { account, kind: "contact", id })));
}

export async function editHere(window, name, edits) {
  const [{ id, version }] = await contactsHere(window, name);
  await window.ask("edit_item", { account: "Work", kind: "contact", id, version, edits });
}

/** Both sides have these job titles under this name: what the server's contacts say and what this computer's say. */
export async function assertBothHave(stage, window, name, titles) {
  const there = stage.contactsNamed(name).map((lines) => lines.find((line) => line.startsWith("TITLE:"))?.slice(6) ?? "");
  const here = (await contactsHere(window, name)).map(({ source }) => /^TITLE:(.*)\r$/m.exec(source)?.[1] ?? "");
  assert.deepEqual([there.sort(), here.sort()], [[...titles].sort(), [...titles].sort()]);
}

/** The dialog shows all it has, or is as high as the window. */
export async function assertNotCutOff(window) {
  let seen;
  // It may be opening still, or growing with what comes.
  await eventually("the dialog shows all it has", async () => {
    const [needs, has, height, room] = await window.run(
      `const dialog = document.querySelector("[role=dialog]"), body = dialog.querySelector(".body");
       return [body.scrollHeight, body.clientHeight, dialog.getBoundingClientRect().height, innerHeight];`,
    );
    seen = `${has} of ${needs} px are seen in a dialog of ${height}`;
    return needs <= has + 1 || height > room - 40;
  }).catch((error) => assert.fail(`${error.message}: ${seen}`));
}

/** As many contacts on both sides, and none of them another: name by name, title by title. */
export async function assertSame(stage, window) {
  const { items } = await window.ask("items", { account: "Work", kind: "contact", search: "", from: 0, count: 1000 });
  const here = await Promise.all(
    items.map(async ({ id }) => lines((await window.ask("item", { account: "Work", kind: "contact", id })).source.split("\r\n"))),
  );
  const collections = Object.entries(stage.read()).filter(
    ([path, { kind }]) => kind === "contacts" && !path.endsWith("/team/"),
  );
  const there = collections.flatMap(([, { items: cards }]) => Object.values(cards).map((one) => lines(one.lines)));
  assert.deepEqual(here.sort(), there.sort());
}

const lines = (all) => all.filter((line) => /^(FN|TITLE|UID)/.test(line)).sort().join("|");
