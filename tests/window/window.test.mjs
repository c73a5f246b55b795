// The built app against the bundled server, as a person would use it: first start, Test, Next, Synchronize; the same item edited on
// both sides and the conflict dialog answered in every way, both sides read back by a program that shares nothing with the app;
// undo, wrong password, server gone. Pictures go to target/window.
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
const WORK = "//article[@aria-label='Work']";
const STANDING = `${WORK}//*[@data-testid='standing']`;
const PASS_LINE = `${WORK}//*[@data-testid='pass-line']`;
const DIALOG = "//*[@role='dialog']";
const button = (words, within = "") => `${within}//button[normalize-space()='${words}']`;
const action = (name) => `${DIALOG}//button[@data-action='${name}']`;
const keep = (side) => `${DIALOG}//*[@data-side='${side}']//input`;
const row = (key) => `${DIALOG}//*[@data-key='${key}']`;

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

/** What the server holds, read by a program that shares nothing with the app. */
function onTheServer() {
  return JSON.parse(execFileSync("python3", ["tests/peers/read_dav.py", url, "alice@example.com", "wonderland"]));
}

/** How many items the default collections hold, by kind. */
function counts() {
  const found = {};
  for (const [path, { kind, items }] of Object.entries(onTheServer()))
    if (!path.endsWith("/team/")) found[kind] = Object.keys(items).length;
  return found;
}

/** The lines of the contacts whose name is this one, on the server. */
function contactsNamed(name) {
  const cards = Object.entries(onTheServer())
    .filter(([path, { kind }]) => kind === "contacts" && !path.endsWith("/team/"))
    .flatMap(([, { items }]) => Object.values(items));
  return cards.map((card) => card.lines).filter((lines) => lines.includes(`FN:${name}`));
}

async function put(name, lines, uid = name) {
  const body = ["BEGIN:VCARD", "VERSION:3.0", `UID:${uid}`, `FN:${name}`, `N:${name};;;;`, ...lines, "END:VCARD", ""];
  const reply = await fetch(new URL(`/WebDAV/alice@example.com/addressbooks/contacts/${uid}.vcf`, url), {
    method: "PUT",
    headers: {
      Authorization: `Basic ${btoa("alice@example.com:wonderland")}`,
      "Content-Type": "text/vcard",
    },
    body: body.join("\r\n"),
  });
  assert.ok(reply.ok, `${name}: ${reply.status}`);
}

async function fillIn(window, { name, password }) {
  await window.type("//input[@name='url']", url);
  await window.type("//input[@name='email']", "alice@example.com");
  await window.type("//input[@name='password']", password);
  await window.type("//input[@name='name']", name);
}

const accounts = (window) => window.ask("accounts");

async function idle(window) {
  await eventually("no pass runs", async () => (await accounts(window)).every((account) => !account.running));
}

/** Synchronizes with the button, and closes what the pass left open. */
async function synchronize(window) {
  const [before] = await accounts(window);
  await window.click("//button[@id='synchronize']");
  await eventually("a pass is over", async () => {
    const [now] = await accounts(window);
    return !now.running && now.last_pass !== before.last_pass;
  });
  await eventually("what the pass left is closed", async () => {
    if (await window.has(button("Later", DIALOG))) await window.click(button("Later", DIALOG));
    return !(await window.has(DIALOG));
  });
}

/** The contacts of this name on this computer. */
async function contactsHere(window, name) {
  const { items } = await window.ask("items", { account: "Work", kind: "contact", search: name, from: 0, count: 50 });
  const named = items.filter((item) => item.title === name);
  return Promise.all(named.map(({ id }) => window.ask("item", { account: "Work", kind: "contact", id })));
}

async function editHere(window, name, edits) {
  const [{ id, version }] = await contactsHere(window, name);
  await window.ask("edit_item", { account: "Work", kind: "contact", id, version, edits });
}

/** Both sides have these job titles under this name: what the server's contacts say and what this computer's say. */
async function assertBothHave(window, name, titles) {
  const there = contactsNamed(name).map((lines) => lines.find((line) => line.startsWith("TITLE:"))?.slice(6) ?? "");
  const here = (await contactsHere(window, name)).map(({ source }) => /^TITLE:(.*)\r$/m.exec(source)?.[1] ?? "");
  assert.deepEqual([there.sort(), here.sort()], [[...titles].sort(), [...titles].sort()]);
}

describe("the window", () => {
  let window;

  before(async () => {
    window = await openWindow(APP, environment);
    await window.resize(980, 720);
  });

  after(() => window?.close());

  test("leads from the first start straight into adding an account, and tests it", async () => {
    await window.find(button("Next"));
    await window.picture(join(pictures, "first-start.png"));
    await fillIn(window, { name: "Work", password: "wonderland" });
    await window.click(button("Test"));
    await window.find(`${DIALOG}//*[contains(., 'Sign in')]`);
    await eventually("the test has passed", () => window.has(`${DIALOG}//*[contains(., 'collections were found')]`));
    await window.picture(join(pictures, "test.png"));
    await window.press("\uE00C");
    await eventually("the dialog is closed", async () => !(await window.has(DIALOG)));
    await window.click(button("Next"));
    await window.find(STANDING);
    await window.picture(join(pictures, "home.png"));
  });

  test("brings the whole mailbox with one click", async () => {
    await synchronize(window);
    const held = counts();
    for (const [kind, plural] of Object.entries({
      contact: "contacts",
      appointment: "appointments",
      task: "tasks",
      note: "notes",
    })) {
      const page = await window.ask("items", { account: "Work", kind, search: "", from: 0, count: 1 });
      assert.equal(page.total, held[plural], kind);
    }
    await window.picture(join(pictures, "synchronized.png"));
  });

  test("may not load anything from elsewhere", async () => {
    const outcome = await window.run(
      `try { eval("1"); return "ran"; } catch (error) { return error.name; }`,
    );
    assert.equal(outcome, "EvalError");
  });

  const ways = ["kept server", "kept local", "merged", "kept both", "skipped"];

  test("asks about what was edited on both sides, in colours that say how", async () => {
    for (const way of ways) await put(way, ["TITLE:before", "EMAIL:a@example.com"]);
    await synchronize(window);
    for (const way of ways) {
      await put(way, ["TITLE:there", "EMAIL:a@example.com", "ROLE:only there"]);
      await editHere(window, way, [{ key: "title", typed: "here" }]);
    }
    await synchronize(window);
    assert.equal((await accounts(window))[0].conflicts, ways.length);
    await window.click(button("Resolve…", WORK));
    await window.click(button("Resolve the first…"));
    await window.find(row("title"));
    const colour = (key) => window.run(
      `return getComputedStyle(document.querySelector('[role=dialog] [data-key="${key}"] .value')).color`,
    );
    const [red, green] = [await colour("title"), await colour("role")].map((text) => text.match(/\d+/g).map(Number));
    assert.ok(red[0] > red[1] + 60, `what differs is red: ${red}`);
    assert.ok(green[1] > green[0] + 40, `what only one side has is green: ${green}`);
    await window.picture(join(pictures, "conflict.png"));
  });

  /** Goes to the conflict about this item, in the dialog that is open. */
  async function goTo(name) {
    const step = (words) => `${DIALOG}//button[@aria-label='${words} conflict' and not(@disabled)]`;
    // WebDriver reads no text of a line that is clamped.
    const title = async () =>
      (await window.run("return document.querySelector('.dialog.conflict .item')?.textContent ?? ''")).trim();
    /** Presses the button, and waits until the dialog shows the next one. */
    const turn = async (words) => {
      const before = await title();
      await window.click(step(words));
      await eventually("the dialog shows another conflict", async () => (await title()) !== before);
    };
    while (await window.has(step("Previous"))) await turn("Previous");
    while ((await title()) !== name && (await window.has(step("Next")))) await turn("Next");
    await eventually(`the dialog shows ${name}`, async () => (await title()) === name);
    await window.find(row("title"));
  }

  async function open(name) {
    if (!(await window.has(DIALOG))) {
      if (!(await window.has(button("Resolve the first…")))) await window.click(button("Resolve…", WORK));
      await window.click(button("Resolve the first…"));
    }
    await goTo(name);
  }

  async function settled(name) {
    await eventually(`${name} is settled`, async () =>
      (await window.ask("conflicts")).every((conflict) => conflict.title !== name),
    );
  }

  test("Keep server, Keep local, Merge and Keep both do what they say on both sides", async () => {
    await open("kept server");
    await window.click(keep("server"));
    await window.click(action("ok"));
    await settled("kept server");
    await assertBothHave(window, "kept server", ["there"]);

    await open("kept local");
    await window.click(keep("local"));
    await window.click(action("ok"));
    await settled("kept local");
    await assertBothHave(window, "kept local", ["here"]);

    await open("merged");
    await window.click(`${row("title")}//input[@value='local']`);
    await window.click(action("merge"));
    await settled("merged");
    await assertBothHave(window, "merged", ["here"]);
    assert.ok(contactsNamed("merged")[0].includes("ROLE:only there"), "what only one side changed came along");

    await open("kept both");
    await window.click(action("both"));
    await settled("kept both");
    await window.ask("synchronize", { account: "Work", request: {} });
    await assertBothHave(window, "kept both", ["here", "there"]);
  });

  test("Skip changes neither side and is asked again", async () => {
    await open("skipped");
    await window.click(action("skip"));
    await eventually("the dialog is closed", async () => !(await window.has(DIALOG)));
    await window.ask("synchronize", { account: "Work", request: {} });
    const [still] = await window.ask("conflicts");
    assert.equal(still.title, "skipped");
    assert.ok(contactsNamed("skipped")[0].includes("TITLE:there"));
    await window.ask("decide", { id: still.id, decision: { keep: "server" } });
  });

  test("undo brings both sides back", async () => {
    await put("undone", ["TITLE:before"]);
    await window.ask("synchronize", { account: "Work", request: {} });
    await editHere(window, "undone", [{ key: "title", typed: "after" }]);
    const report = await window.ask("synchronize", { account: "Work", request: {} });
    await assertBothHave(window, "undone", ["after"]);
    const undone = await window.ask("undo_pass", { pass: report.pass });
    assert.ok(undone.items.length > 0 && undone.items.every((item) => item.why_not === null), JSON.stringify(undone));
    assert.ok(contactsNamed("undone")[0].includes("TITLE:before"));
  });

  test("a preview shows what a pass would do, and what is left out stays as it is", async () => {
    await put("left out", ["TITLE:new"]);
    await put("taken in", ["TITLE:new"]);
    const preview = await window.ask("preview", { account: "Work", request: {} });
    const lines = preview.kinds.find((kind) => kind.kind === "contact").lines;
    assert.deepEqual(lines.map((line) => line.title).sort(), ["left out", "taken in"]);
    const { server_id } = lines.find((line) => line.title === "left out");
    const leave_out = [{ kind: "contact", side: "server", id: server_id }];
    await window.ask("synchronize", { account: "Work", request: { leave_out } });
    assert.equal((await contactsHere(window, "left out")).length, 0);
    assert.equal((await contactsHere(window, "taken in")).length, 1);
  });

  test("the guard stops before many deletions, and brings them back when asked to", async () => {
    const { items } = await window.ask("items", { account: "Work", kind: "contact", search: "", from: 0, count: 40 });
    const held = counts().contacts;
    for (const { id } of items.slice(0, 20)) await window.ask("remove_item", { account: "Work", kind: "contact", id });
    const stopped = await window.ask("synchronize", { account: "Work", request: { only: ["contact"] } });
    assert.ok(stopped.kinds[0].guard.deletions.server >= 20);
    assert.equal(counts().contacts, held, "nothing was deleted");
    const request = { only: ["contact"], deletions: { contact: "restore" } };
    await window.ask("synchronize", { account: "Work", request });
    const page = await window.ask("items", { account: "Work", kind: "contact", search: "", from: 0, count: 1 });
    assert.deepEqual([page.total, counts().contacts], [held, held]);
  });

  test("says in words that the password is wrong, and what to do", async () => {
    await window.ask("add_account", {
      account: { ...(await accounts(window))[0].account, name: "Mistyped" },
      password: "looking-glass",
    });
    await window.click("(//nav//button)[1]");
    await window.click("//button[@aria-label='Synchronize Mistyped']");
    await idle(window);
    if (await window.has(button("Later", DIALOG))) await window.click(button("Later", DIALOG));
    const said = await window.text("//article[@aria-label='Mistyped']//*[@role='alert']");
    assert.match(said, /password/i);
    await window.picture(join(pictures, "wrong-password.png"));
    await window.ask("remove_account", { name: "Mistyped" });
  });

  test("says so when the server is gone, and keeps what it has", async () => {
    await stop(server);
    const report = await window.ask("synchronize", { account: "Work", request: {} });
    assert.equal(report.failure?.code ?? report.kinds[0].failure?.code, "unreachable");
    const said = await window.text(`${WORK}//*[@role='alert']`);
    assert.match(said, /online|address/i);
    await window.picture(join(pictures, "server-gone.png"));
  });

  for (const place of ["Contacts", "Calendar", "Tasks", "Notes", "History", "Settings"])
    test(`shows ${place}`, async () => {
      await window.click(`//nav//*[self::a or self::button][normalize-space()='${place}' or @aria-label='${place}']`);
      await window.find(`//h1[normalize-space()='${place}']`);
      await window.picture(join(pictures, `${place.toLowerCase()}.png`));
    });
});

describe("the window in the dark theme", () => {
  test("shows the same with light text on a dark ground", async () => {
    const window = await openWindow(APP, { ...environment, GTK_THEME: "Adwaita:dark" });
    try {
      await window.resize(980, 720);
      await window.find(WORK);
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

test("a second start ends at once and leaves the first one's window, every time", async () => {
  const window = await openWindow(APP, environment);
  try {
    await window.find("//h1");
    for (let time = 0; time < 10; time++) {
      const second = spawn(APP, { env: { ...process.env, ...environment }, stdio: "ignore" });
      const [code, signal] = await once(second, "exit");
      assert.deepEqual([code, signal], [0, null], `start ${time}`);
    }
    await window.find("//h1");
  } finally {
    await window.close();
  }
});
