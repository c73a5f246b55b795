// The real window, driven through WebKit's own WebDriver with plain fetch. What
// `tauri-driver` would add on Linux is one environment variable and one capability, so it is not needed here.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readlinkSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const PATIENCE_MS = 30_000;
/** What WebDriver says of an element that could not be pressed; nothing was. */
const NOT_PRESSED = ["stale element reference", "element click intercepted", "element not interactable"];
/** Whether an element can be pressed: it is not off, and two pictures later it is where it was. */
const AT_REST = `const [element, done] = arguments;
  const isOff = () => element.matches(":disabled, [aria-disabled='true']");
  const place = () => JSON.stringify(element.getBoundingClientRect());
  const before = place();
  requestAnimationFrame(() => requestAnimationFrame(() => done(element.isConnected && !isOff() && place() === before)));`;

/** Starts `program` in a window and takes hold of its page. */
export async function openWindow(program, environment, args = []) {
  const port = await freePort();
  const driver = spawn("WebKitWebDriver", ["--host=127.0.0.1", `--port=${port}`], {
    env: { ...process.env, ...environment, TAURI_WEBVIEW_AUTOMATION: "true" },
    // Nothing of the app may hold an end of this process's own pipes: whoever reads them would wait for the app.
    stdio: "ignore",
  });
  const base = `http://127.0.0.1:${port}`;
  try {
    await eventually("WebDriver answers", async () => (await fetch(`${base}/status`)).ok);
    const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { binary: program, args } } };
    const { sessionId } = await command(base, "POST", "/session", { capabilities });
    return new Window(`${base}/session/${sessionId}`, driver, program);
  } catch (error) {
    await stopAll(driver);
    throw error;
  }
}

class Window {
  #session;
  #driver;
  #program;

  constructor(session, driver, program) {
    this.#session = session;
    this.#driver = driver;
    this.#program = program;
  }

  /** The process of the program. */
  async process() {
    const started = await descendants(this.#driver.pid);
    return started.find((pid) => readlinkSync(`/proc/${pid}/exe`) === this.#program);
  }

  /** Waits for the element, so that a test never sleeps. */
  async find(xpath) {
    return this.#wait(`the page has ${xpath}`, async () => {
      const found = await command(this.#session, "POST", "/elements", { using: "xpath", value: xpath });
      return found[0]?.[ELEMENT];
    });
  }

  /** Waits for something of the page; where it does not come, the failure says what the page says instead. */
  async #wait(what, question) {
    try {
      return await eventually(what, question);
    } catch (error) {
      const page = await this.run("return document.body.innerText").catch((reason) => reason.message);
      error.message += `\nThe page says: ${page.replace(/\s+/g, " ").slice(0, 1500)}`;
      throw error;
    }
  }

  /** Presses an element as a person does: once it is on, stands still, and nothing is in front of it. */
  async click(xpath) {
    await this.#once(`${xpath} can be pressed`, xpath, AT_REST, press(this.#session));
  }

  /** Presses an element where it is there and can be pressed now; one that is closing is let go. */
  async clickIfThere(xpath) {
    return Boolean(await this.#attempt(xpath, AT_REST, press(this.#session)));
  }

  /** Types into a field once it can be typed into; chooses a file where it takes one. */
  async type(xpath, text) {
    await this.#once(`${xpath} can be typed into`, xpath, AT_REST, (element) =>
      command(this.#session, "POST", `/element/${element}/value`, { text }),
    );
  }

  async text(xpath) {
    return this.#once(`${xpath} can be read`, xpath, "arguments[1](true)", (element) =>
      command(this.#session, "GET", `/element/${element}/text`),
    );
  }

  /** Does something with an element, once, when it is ready; again only where WebDriver says that nothing was done. */
  async #once(what, xpath, ready, deed) {
    const outcome = await this.#wait(what, () => this.#attempt(xpath, ready, deed));
    if (outcome.error) throw outcome.error;
    return outcome.answer;
  }

  /** What the deed came to, and nothing where the element is not ready; throws where WebDriver did not do it. */
  async #attempt(xpath, ready, deed) {
    const found = await command(this.#session, "POST", "/elements", { using: "xpath", value: xpath });
    if (!found[0]) return undefined;
    const isReady = { script: ready, args: [found[0]] };
    if (!(await command(this.#session, "POST", "/execute/async", isReady))) return undefined;
    try {
      return { answer: await deed(found[0][ELEMENT]) };
    } catch (error) {
      if (NOT_PRESSED.includes(error.code)) throw error;
      return { error };
    }
  }

  async style(xpath, property) {
    return command(this.#session, "GET", `/element/${await this.find(xpath)}/css/${property}`);
  }

  async run(script) {
    return command(this.#session, "POST", "/execute/sync", { script, args: [] });
  }

  /** Runs a script that answers through the function it is given. */
  async runLong(script) {
    return command(this.#session, "POST", "/execute/async", { script, args: [] });
  }

  /** Asks the program as the page does; a failure of its is thrown. */
  async ask(name, args = {}) {
    const script = `const done = arguments[arguments.length - 1];
      window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]).then((ok) => done({ ok }), (failure) => done({ failure }));`;
    const answer = await command(this.#session, "POST", "/execute/async", { script, args: [name, args] });
    if (answer.failure) throw new Error(`${name}: ${JSON.stringify(answer.failure)}`);
    return answer.ok;
  }

  /** Whether the element is there now. */
  async has(xpath) {
    return (await command(this.#session, "POST", "/elements", { using: "xpath", value: xpath })).length > 0;
  }

  /** Presses keys where the focus is. */
  async press(...keys) {
    const actions = keys.flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
    await command(this.#session, "POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  async resize(width, height) {
    await command(this.#session, "POST", "/window/rect", { width, height });
  }

  /** A picture of the page, taken once what it says is painted. */
  async picture(path) {
    const painted = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 300)))";
    await command(this.#session, "POST", "/execute/async", { script: painted, args: [] });
    await writeFile(path, Buffer.from(await command(this.#session, "GET", "/screenshot"), "base64"));
  }

  async close() {
    await command(this.#session, "DELETE", "").catch(() => undefined);
    await stopAll(this.#driver);
  }
}

const press = (session) => (element) => command(session, "POST", `/element/${element}/click`, {});

async function command(base, method, path, body) {
  const reply = await fetch(base + path, {
    method,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const { value } = await reply.json();
  if (!reply.ok) {
    const error = new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
    throw Object.assign(error, { code: value?.error });
  }
  return value;
}

/** Asks again and again until the answer is true-like. */
export async function eventually(what, question) {
  const end = Date.now() + PATIENCE_MS;
  let last;
  while (Date.now() < end) {
    try {
      const answer = await question();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(50);
  }
  throw new Error(`not within ${PATIENCE_MS / 1000} s: ${what}${last ? ` (${last.message})` : ""}`);
}

/** What a promise comes to, where it does so in time. */
export async function within(what, promise) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`not within ${PATIENCE_MS / 1000} s: ${what}`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Waits until a program ends by itself, in order. */
export async function ended(child) {
  await eventually("the program ends", () => child.exitCode !== null || child.signalCode !== null);
  assert.deepEqual([child.exitCode, child.signalCode], [0, null]);
}

/** Ends the driver with everything it started, and waits until all of it is gone: the app, WebKit's processes. */
async function stopAll(driver) {
  const started = await descendants(driver.pid);
  await stop(driver);
  const alive = () => started.filter((pid) => existsSync(`/proc/${pid}`));
  const end = Date.now() + 5_000;
  while (alive().length > 0 && Date.now() < end) await sleep(20);
  for (const pid of alive()) process.kill(pid, "SIGKILL");
  while (alive().length > 0 && Date.now() < end + 5_000) await sleep(20);
}

/** The processes that a process started, and those that they did. */
export async function descendants(pid) {
  const parents = new Map();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    parents.set(Number(name), parent);
  }
  const found = [pid];
  for (const one of found)
    for (const [child, parent] of parents) if (parent === one && !found.includes(child)) found.push(child);
  return found.slice(1);
}

/** Ends a program and waits until it is gone. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill();
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(timer);
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}
