// Files opened with the program are asked about before they are taken in; Help opens at the right page, offline.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ended, openWindow } from "./driver.mjs";
import { DIALOG, addAccount, assertNotCutOff, button, contactsHere, goTo, noDialog } from "./person.mjs";
import { APP, Stage, pictures } from "./stage.mjs";

const vcard = (name) => `BEGIN:VCARD\r\nVERSION:3.0\r\nUID:${name}\r\nFN:${name}\r\nN:${name};;;;\r\nEND:VCARD\r\n`;
const appointment =
  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:week\r\nDTSTAMP:20260101T000000Z\r\n" +
  "DTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\nSUMMARY:My week\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

describe("a file opened with the program", () => {
  let stage, window, folder;

  before(async () => {
    stage = await Stage.open();
    folder = join(stage.home, "files here");
    mkdirSync(folder);
    writeFileSync(join(folder, "team.vcf"), vcard("Opened First") + vcard("Opened Second"));
    writeFileSync(join(folder, "my week.ics"), appointment);
    window = await openWindow(APP, stage.environment, [join(folder, "team.vcf")]);
    await window.resize(980, 720);
  });

  after(async () => {
    await window?.close();
    await stage?.close();
  });

  /** Starts the program once more, with this file; it ends, and the first one asks. */
  async function open(...args) {
    await ended(spawn(APP, args, { cwd: folder, env: { ...process.env, ...stage.environment }, stdio: "ignore" }));
  }

  test("is asked about once there is an account to put it in, and nothing is done before", async () => {
    await window.find(button("Next"));
    assert.ok(!(await window.has(DIALOG)), "there is nowhere to put it yet");
    await addAccount(window, stage.account());
    await window.find(`${DIALOG}//*[contains(., 'team.vcf')]`);
    await assertNotCutOff(window);
    await window.picture(join(pictures, "opened-file.png"));
    assert.equal((await contactsHere(window, "Opened First")).length, 0);
    await window.click(button("Import into Work", DIALOG));
    await window.find("//*[contains(., '2 items imported')]");
    await noDialog(window);
    assert.equal((await contactsHere(window, "Opened First")).length, 1);
    assert.equal((await contactsHere(window, "Opened Second")).length, 1);
  });

  test("and so is one that a second start was given, also by a relative path or an address", async () => {
    const appointments = async () =>
      (await window.ask("items", { account: "Work", kind: "appointment", search: "My week", from: 0, count: 9 })).total;
    await open("my week.ics");
    await window.find(`${DIALOG}//*[contains(., 'my week.ics')]`);
    await window.click(button("Cancel", DIALOG));
    await noDialog(window);
    assert.equal(await appointments(), 0, "the person did not want it");
    await open(new URL(`file://${folder}/my%20week.ics`).href, join(folder, "team.vcf"));
    await window.find(`${DIALOG}//*[contains(., 'my week.ics')]`);
    await window.find(`${DIALOG}//*[contains(., 'team.vcf')]`);
    await window.click(button("Import into Work", DIALOG));
    await noDialog(window);
    assert.equal(await appointments(), 1);
    assert.equal((await contactsHere(window, "Opened First")).length, 1, "what is here already is not taken in twice");
  });

  test("that cannot be read is said", async () => {
    await open("not-there.vcf");
    await window.find(`${DIALOG}//*[contains(., 'not-there.vcf')]`);
    await window.click(button("Import into Work", DIALOG));
    await window.find("//*[contains(., 'No such file')]");
    await noDialog(window);
  });

  test("Help opens at the page about what is in front", async () => {
    await goTo(window, "History");
    await window.press("\uE031");
    await window.find(`${DIALOG}//h3[normalize-space()='Undo and earlier versions']`);
    await window.picture(join(pictures, "help.png"));
    await window.press("\uE00C");
    await noDialog(window);
    await goTo(window, "Settings");
    await window.click(button("Help"));
    await window.find(`${DIALOG}//h3[normalize-space()='Troubleshooting']`);
    await window.press("\uE00C");
    await noDialog(window);
  });
});
