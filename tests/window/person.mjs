// What a person does in the window, step by step: the words on buttons, the dialogs, and waiting for what comes of it.
import assert from "node:assert/strict";
import { eventually } from "./driver.mjs";

/** The button as it can be pressed: while the page knows of a pass it is off, and a click on it does nothing. */
export const SYNCHRONIZE = "//button[@id='synchronize' and not(@disabled)]";
export const DIALOG = "//*[@role='dialog']";
export const button = (words, within = "") => `${within}//button[normalize-space()='${words}']`;
export const action = (name) => `${DIALOG}//button[@data-action='${name}']`;
export const keep = (side) => `${DIALOG}//*[@data-side='${side}']//input`;
export const row = (key) => `${DIALOG}//*[@data-key='${key}']`;
export const card = (account) => `//article[@aria-label='${account}']`;

export const accounts = (window) => window.ask("accounts");

/** The account is there, and the page knows it. */
export async function addAccount(window, account, password = "wonderland") {
  await window.ask("add_account", { account, password });
  await eventually(`the page knows ${account.name}`, () => window.has("//nav"));
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

/** Synchronizes with the button, and closes what the pass left open. */
export async function synchronize(window) {
  await idle(window);
  const [before] = await accounts(window);
  await window.click(SYNCHRONIZE);
  await passIsOver(window, before);
  await eventually("what the pass left is closed", async () => {
    if (await window.has(button("Later", DIALOG))) await window.click(button("Later", DIALOG));
    return !(await window.has(DIALOG));
  });
}

/** Waits until there was another pass than `before`, and the page has heard of its end. */
export async function passIsOver(window, before) {
  await eventually("a pass is over", async () => {
    const now = (await accounts(window)).find((one) => one.account.name === before.account.name);
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
  const [needs, has, height, room] = await window.run(
    `const dialog = document.querySelector("[role=dialog]"), body = dialog.querySelector(".body");
     return [body.scrollHeight, body.clientHeight, dialog.getBoundingClientRect().height, innerHeight];`,
  );
  assert.ok(needs <= has + 1 || height > room - 40, `${has} of ${needs} px are seen in a dialog of ${height}`);
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
