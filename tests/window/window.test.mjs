// The built app against the bundled server, as a person meets it: first start, Test, Next, Synchronize; every place in both
// themes; wrong password, server gone, no display, a second start. Pictures go to target/window.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ended, eventually, openWindow } from "./driver.mjs";
import { DIALOG, accounts, assertNotCutOff, button, card, goTo, noDialog, synchronize } from "./person.mjs";
import { APP, Stage, pictures } from "./stage.mjs";

const WORK = card("Work");
const STANDING = `${WORK}//*[@data-testid='standing']`;

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

async function fillIn(window, { name, password }) {
  await window.type("//input[@name='url']", stage.url);
  await window.type("//input[@name='email']", "alice@example.com");
  await window.type("//input[@name='password']", password);
  await window.type("//input[@name='name']", name);
}

describe("the window", () => {
  let window;

  before(async () => {
    window = await openWindow(APP, stage.environment);
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
    await assertNotCutOff(window);
    await window.picture(join(pictures, "test.png"));
    await window.press("\uE00C");
    await noDialog(window);
    await window.click(button("Next"));
    await window.find(STANDING);
    await window.picture(join(pictures, "home.png"));
  });

  test("brings the whole mailbox with one click", async () => {
    await synchronize(window);
    const held = stage.counts();
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

  test("may not load anything from elsewhere, and may ask the program for nothing but what it is for", async () => {
    const outcome = await window.run(
      `try { eval("1"); return "ran"; } catch (error) { return error.name; }`,
    );
    assert.equal(outcome, "EvalError");
    for (const [name, args] of [
      ["plugin:opener|open_path", { path: "/etc/passwd" }],
      ["plugin:dialog|open", { options: {} }],
      ["plugin:notification|notify", { options: { title: "x" } }],
      ["plugin:webview|create_webview_window", { options: { label: "x", url: "https://example.com" } }],
      ["plugin:event|emit", { event: "place", payload: "home" }],
    ])
      await assert.rejects(window.ask(name, args), /not allowed/, name);
  });

  test("says in words that the password is wrong, and what to do", async () => {
    const account = { ...stage.account(), name: "Mistyped" };
    await window.ask("add_account", { account, password: "looking-glass" });
    await window.click("(//nav//button)[1]");
    await synchronize(window, "//button[@aria-label='Synchronize Mistyped']", "Mistyped");
    const said = await window.text(`${card("Mistyped")}//*[@role='alert']`);
    assert.match(said, /password/i);
    await window.picture(join(pictures, "wrong-password.png"));
    await window.ask("remove_account", { name: "Mistyped" });
  });

  test("says so when the server is gone, and keeps what it has", async () => {
    const { total } = await window.ask("items", { account: "Work", kind: "contact", search: "", from: 0, count: 1 });
    await stage.stopServer();
    const report = await window.ask("synchronize", { account: "Work", request: {} });
    assert.equal(report.failure?.code ?? report.kinds[0].failure?.code, "unreachable");
    const said = await window.text(`${WORK}//*[@role='alert']`);
    assert.match(said, /online|address/i);
    await window.picture(join(pictures, "server-gone.png"));
    const now = await window.ask("items", { account: "Work", kind: "contact", search: "", from: 0, count: 1 });
    assert.equal(now.total, total);
    assert.equal((await accounts(window))[0].changes_to_send, false);
  });

  for (const place of ["Contacts", "Calendar", "Tasks", "Notes", "History", "Settings"])
    test(`shows ${place}`, async () => {
      await goTo(window, place);
      await window.picture(join(pictures, `${place.toLowerCase()}.png`));
    });

  test("invites somebody from the contacts, and says whom the server may tell of it", async () => {
    const { items } = await window.ask("items", { account: "Work", kind: "contact", search: "@", from: 0, count: 1 });
    const [guest] = await window.ask("guests", { account: "Work", typed: items[0].title });
    await goTo(window, "Calendar");
    await window.click(button("New appointment"));
    const field = `${DIALOG}//input[@role='combobox']`;
    await window.type(field, guest.name);
    await window.find(`${DIALOG}//*[@role='option']`);
    await window.press("\uE015", "\uE007");
    await window.find(`${DIALOG}//*[contains(., 'may send 1 person an invitation')]`);
    assert.equal(await window.run("return document.activeElement.value"), `${guest.name} <${guest.address}>`);
    await window.picture(join(pictures, "guests.png"));
    await window.click(button("Save", DIALOG));
    await noDialog(window);
    const { items: made } = await window.ask("items", {
      account: "Work",
      kind: "appointment",
      search: guest.address,
      from: 0,
      count: 50,
    });
    const views = await Promise.all(
      made.map(({ id }) => window.ask("item", { account: "Work", kind: "appointment", id })),
    );
    assert.ok(views.some(({ source }) => source.includes("ORGANIZER:mailto:alice@example.com")));
  });
});

describe("the window in the dark theme", () => {
  test("shows the same with light text on a dark ground", async () => {
    const window = await openWindow(APP, { ...stage.environment, GTK_THEME: "Adwaita:dark" });
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
  const ended = spawnSync(APP, { env: { ...bare, ...stage.environment }, encoding: "utf8", timeout: 20_000 });
  assert.equal(ended.status, 1);
  assert.match(ended.stderr, /no display/);
});

test("a second start ends at once and leaves the first one's window, every time", async () => {
  const window = await openWindow(APP, stage.environment);
  try {
    await window.find("//h1");
    for (let time = 0; time < 10; time++)
      await ended(spawn(APP, { env: { ...process.env, ...stage.environment }, stdio: "ignore" }));
    await window.find("//h1");
  } finally {
    await window.close();
  }
});
