// Every page of the bundled server with sample data: it is there, it has no script, nothing is cut off at the side, nothing
// shuts anybody out (axe). Pictures go to target/pictures.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

const ui = createRequire(resolve("ui/package.json"));
const { chromium } = ui("playwright-core");
const { AxeBuilder } = ui("@axe-core/playwright");

const program = join(resolve(process.env.CARGO_TARGET_DIR ?? "target"), "debug/smsync-server");
const pictures = resolve("target/pictures");
const VIEWS = { wide: { width: 1200, height: 850 }, narrow: { width: 390, height: 800 } };
const ALICE = { authorization: `Basic ${Buffer.from("alice:wonderland").toString("base64")}` };

let server, url, browser;

before(async () => {
  server = spawn(program, ["--port", "0", "--fault", "slow=1s,method=DELETE"], {
    env: { ...process.env, SMSYNC_SERVER_ADMIN_PASSWORD: "for the pictures" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: server.stdout }), "line");
  url = line.split(" ")[1].replace(/\/$/, "");
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"],
  });
  await synchronise();
});

after(async () => {
  await browser?.close();
  server?.kill();
});

/** What two clients do, so that there are devices and a log; and something is shared. */
async function synchronise() {
  const ask = (agent, method, path, body) =>
    fetch(url + path, { method, body, headers: { ...ALICE, depth: "1", "user-agent": agent, "content-type": "application/xml" } });
  const listing = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>';
  for (const agent of ["smsync/0.1 (Linux)", "DAVx5/4.5 (Android 15)", "Mozilla/5.0 Thunderbird/140.0"]) {
    await (await ask(agent, "PROPFIND", "/WebDAV/alice@example.com/calendars/calendar/", listing)).text();
    await (await ask(agent, "PROPFIND", "/WebDAV/alice@example.com/addressbooks/contacts/", listing)).text();
  }
  const acl =
    '<acl xmlns="DAV:"><ace><principal><href>/WebDAV/principals/bob@example.com/</href></principal>' +
    "<grant><privilege><read/></privilege></grant></ace></acl>";
  const shared = await ask("curl/8", "ACL", "/WebDAV/alice@example.com/calendars/calendar/", acl);
  assert.equal(shared.status, 200);
}

/** A window, signed in as somebody. */
async function signedIn(name, password, { view = "wide", theme = "light" } = {}) {
  const context = await browser.newContext({
    viewport: VIEWS[view],
    colorScheme: theme,
    locale: "en-GB",
  });
  const page = await context.newPage();
  await page.goto(url);
  if (name) {
    await page.getByLabel(/e-mail|name/i).first().fill(name);
    await page.getByLabel(/password/i).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
  }
  return { page, close: () => context.close() };
}

/** Takes the picture of a page, and tells what is wrong with it. */
async function wrongWith(page, name) {
  await page.screenshot({ path: join(pictures, `server-${name}.png`) });
  const told = [];
  if (await page.evaluate(() => document.scripts.length > 0)) told.push("it has a script");
  if (await page.evaluate(() => document.scrollingElement.scrollWidth > innerWidth)) told.push("it is wider than the window");
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  for (const { id, nodes } of violations) {
    told.push(...nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`));
  }
  return told.map((one) => `${name}: ${one}`);
}

/** Opens each place, by its address or by the link that leads there; all of them must be good. */
async function lookAt(page, places, suffix) {
  const told = [];
  for (const [name, way] of Object.entries(places)) {
    if (typeof way === "string") {
      const reply = await page.goto(url + way);
      assert.equal(reply.status(), 200, way);
    } else {
      await way(page);
    }
    told.push(...(await wrongWith(page, name + suffix)));
  }
  assert.deepEqual(told, []);
}

const link = (words) => (page) => page.locator("main").getByRole("link", { name: words }).first().click();

const MAILBOX = {
  contacts: "/contacts",
  contact: link("Amelia Hartley"),
  calendar: "/calendar",
  "new-appointment": link("New appointment"),
  tasks: "/tasks",
  notes: "/notes",
  sharing: "/sharing?in=calendars/calendar",
  devices: "/devices",
  device: link(/DAVx5/),
  download: "/download",
};

const ADMINISTRATION = {
  overview: "/admin/",
  users: "/admin/users",
  user: link("alice@example.com"),
  faults: "/admin/faults",
  log: "/admin/log",
  exchange: link(/\d\d:\d\d:\d\d/),
  data: "/admin/data",
};

for (const [view, theme] of [
  ["wide", "light"],
  ["narrow", "light"],
  ["wide", "dark"],
]) {
  const suffix = view === "narrow" ? "-narrow" : theme === "dark" ? "-dark" : "";

  test(`the pages of a mailbox, ${view}, ${theme}`, async () => {
    const nobody = await signedIn(null, null, { view, theme });
    await lookAt(nobody.page, { "sign-in": "/" }, suffix);
    await nobody.close();
    const alice = await signedIn("alice@example.com", "wonderland", { view, theme });
    await lookAt(alice.page, MAILBOX, suffix);
    await alice.close();
  });

  test(`the administrator's pages, ${view}, ${theme}`, async () => {
    const administrator = await signedIn("admin", "for the pictures", { view, theme });
    await lookAt(administrator.page, ADMINISTRATION, suffix);
    await administrator.close();
  });
}
