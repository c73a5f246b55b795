// The built app against the bundled server, as a person would use it: first start, add an account, Synchronize, read the
// result, change something on the server, Synchronize again, wrong password, server gone. Pictures go to target/window.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { eventually, openWindow, stop } from "./driver.mjs";

const built = resolve(process.env.CARGO_TARGET_DIR ?? "target", "debug");
const pictures = resolve("target/window");
const APP = join(built, "smsync-app");
const STANDING = "//*[@data-testid='standing']";
const PASS_LINE = "//*[@data-testid='pass-line']";

const home = mkdtempSync(join(tmpdir(), "smsync-window-"));
const environment = { SMSYNC_HOME: home, SMSYNC_PASSPHRASE: "only for this test" };
let server, url;

before(async () => {
  server = spawn(join(built, "smsync-server"), ["--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(server.stdout)) {
    url = /^ready (\S+)/.exec(line)?.[1];
    if (url) break;
  }
  server.stdout.resume();
});

after(async () => {
  await stop(server);
  rmSync(home, { recursive: true, force: true });
});

/** What the server holds, read by a program that shares nothing with the app: the default collections' items by kind. */
function onTheServer() {
  const read = execFileSync("python3", ["tests/peers/read_dav.py", url, "alice@example.com", "wonderland"]);
  const counts = {};
  for (const [path, { kind, items }] of Object.entries(JSON.parse(read)))
    if (!path.endsWith("/team/")) counts[kind] = Object.keys(items).length;
  return counts;
}

async function addAccount(window, { name, password }) {
  await window.type("//input[@name='url']", url);
  await window.type("//input[@name='email']", "alice@example.com");
  await window.type("//input[@name='password']", password);
  await window.type("//input[@name='name']", name);
  await window.click("//button[normalize-space()='Add account']");
}

async function synchronize(window) {
  await window.click("//button[@id='synchronize']");
  await eventually("the pass is over", async () => (await window.text("//button[@id='synchronize']")) === "Synchronize all");
}

describe("the window", () => {
  let window;

  before(async () => {
    window = await openWindow(APP, environment);
    await window.resize(680, 700);
  });

  after(() => window?.close());

  test("leads from the first start straight into adding an account", async () => {
    await window.find("//h2[.='Add an account']");
    await window.picture(join(pictures, "first-start.png"));
    await addAccount(window, { name: "Work", password: "wonderland" });
    assert.equal(await window.text(STANDING), "Not synchronized yet");
  });

  test("brings the whole mailbox with one click", async () => {
    await synchronize(window);
    assert.match(await window.text(STANDING), /^In sync/);
    const held = onTheServer();
    const received = async (kind) =>
      Number.parseInt(await window.text(`//tr[@data-kind='${kind}']/td[1]`), 10);
    assert.equal(await received("contact"), held.contacts);
    assert.equal(await received("appointment"), held.appointments);
    assert.equal(await received("task"), held.tasks);
    assert.equal(await received("note"), held.notes);
    await window.picture(join(pictures, "synchronized.png"));
  });

  test("has nothing to do the second time", async () => {
    await synchronize(window);
    assert.match(await window.text(PASS_LINE), /^Nothing to do/);
  });

  test("brings what was added on the server meanwhile", async () => {
    const put = await fetch(new URL("/WebDAV/alice@example.com/addressbooks/contacts/ada.vcf", url), {
      method: "PUT",
      headers: {
        Authorization: `Basic ${btoa("alice@example.com:wonderland")}`,
        "Content-Type": "text/vcard",
      },
      body: "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:ada-1\r\nFN:Ada Lovelace\r\nN:Lovelace;Ada;;;\r\nEND:VCARD\r\n",
    });
    assert.equal(put.status, 201);
    await synchronize(window);
    assert.equal(await window.text("//tr[@data-kind='contact']/td[1]"), "1 added");
  });

  test("may not load anything from elsewhere", async () => {
    const outcome = await window.run(
      `try { eval("1"); return "ran"; } catch (error) { return error.name; }`,
    );
    assert.equal(outcome, "EvalError");
  });

  test("says in words that the password is wrong, and what to do", async () => {
    await window.click("//button[normalize-space()='Add an account…']");
    await addAccount(window, { name: "Mistyped", password: "looking-glass" });
    await window.click("//button[@aria-label='Synchronize Mistyped']");
    const said = await window.text("//article[@aria-label='Mistyped']//*[@role='alert']");
    assert.match(said, /password/i);
    await window.picture(join(pictures, "wrong-password.png"));
  });

  test("says so when the server is gone, and keeps what it has", async () => {
    await stop(server);
    await window.click("//button[@aria-label='Synchronize Work']");
    const said = await window.text("//article[@aria-label='Work']//*[@role='alert']");
    assert.match(said, /online|address/i);
    await window.picture(join(pictures, "server-gone.png"));
  });
});

describe("the window in the dark theme", () => {
  test("shows the same with light text on a dark ground", async () => {
    const window = await openWindow(APP, { ...environment, GTK_THEME: "Adwaita:dark" });
    try {
      await window.resize(680, 700);
      await window.find("//article[@aria-label='Work']");
      const ground = await window.run("return getComputedStyle(document.documentElement).backgroundColor");
      assert.ok(Math.max(...ground.match(/\d+/g).map(Number).slice(0, 3)) < 64, ground);
      await window.picture(join(pictures, "dark.png"));
    } finally {
      await window.close();
    }
  });
});

test("without a display the app says so and ends, instead of aborting", () => {
  const { DISPLAY: _, ...bare } = process.env;
  const ended = spawnSync(APP, { env: { ...bare, ...environment }, encoding: "utf8", timeout: 20_000 });
  assert.equal(ended.status, 1);
  assert.match(ended.stderr, /no display/);
});

test("a second start ends at once and leaves the first one's window", async () => {
  const window = await openWindow(APP, environment);
  try {
    await window.find("//h1");
    const second = spawn(APP, { env: { ...process.env, ...environment }, stdio: "ignore" });
    const [code] = await once(second, "exit");
    assert.equal(code, 0);
    await window.find("//h1");
  } finally {
    await window.close();
  }
});
