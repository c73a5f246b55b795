// What the server does not take, from the account's card: the reason, the item itself, and back to what the server has.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { eventually } from "./driver.mjs";
import { DIALOG, atWork, button, card, goTo, noDialog, synchronize } from "./person.mjs";
import { pictures } from "./stage.mjs";

const WORK = card("Work");
const LINE = `${WORK}//li[.//*[normalize-space()='My own words']]`;

let stage, window;

// Everybody may read the team's calendar, and only its owner may write to it.
atWork({}, async (there) => {
  ({ stage, window } = there);
  const account = stage.account();
  await window.ask("set_account", {
    account: { ...account, kinds: { ...account.kinds, appointment: { server_collection: "Team calendar" } } },
    password: null,
  });
});

const appointments = async (search) =>
  (await window.ask("items", { account: "Work", kind: "appointment", search, from: 0, count: 50 })).items;

test("a change that is not taken is told with its reason, opens, and goes back to what the server has", async () => {
  const [one] = await appointments("");
  const { version, source } = await window.ask("item", { account: "Work", kind: "appointment", id: one.id });
  const edits = [{ key: "subject", typed: "My own words" }];
  await window.ask("edit_item", { account: "Work", kind: "appointment", id: one.id, version, edits });
  await synchronize(window);
  await window.find(`${LINE}//*[contains(., 'reading only')]`);
  await window.picture(join(pictures, "refused.png"));

  await window.click(`${LINE}${button("Open")}`);
  await window.find("//h1[normalize-space()='Calendar']");
  await window.find("//article[@aria-label='My own words']");
  await window.click(`${DIALOG}//button[@aria-label='Close']`);
  await noDialog(window);

  await goTo(window, "Home");
  await window.click(`${LINE}${button("Take the server’s version")}`);
  await eventually("nothing is left as it was", async () => !(await window.has(LINE)));
  await noDialog(window);
  const now = await window.ask("item", { account: "Work", kind: "appointment", id: one.id });
  assert.equal(now.title, one.title);
  assert.equal(now.source, source, "to the letter");
  const { versions } = await window.ask("item_history", { account: "Work", kind: "appointment", id: one.id });
  assert.ok(versions.some((kept) => kept.title === "My own words"), "and the change is in the history");
});
