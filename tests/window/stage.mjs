// What every test of the real window stands on: the built programs, a server with a mailbox, and that mailbox read by a program
// that shares nothing with the app.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { stop } from "./driver.mjs";

export const built = resolve(process.env.CARGO_TARGET_DIR ?? "target", "debug");
export const pictures = resolve("target/window");
export const APP = join(built, "smsync-app");
const EMAIL = "alice@example.com";
const PASSWORD = "wonderland";

/** A server of its own, and a home for an app. */
export class Stage {
  url;
  home = mkdtempSync(join(tmpdir(), "smsync-window-"));
  #server;
  #options;

  static async open(...options) {
    const stage = new Stage();
    stage.#options = options;
    await stage.startServer();
    return stage;
  }

  get environment() {
    return { SMSYNC_HOME: this.home, SMSYNC_PASSPHRASE: "only for this test" };
  }

  /** An account for the app; what is not said is as usual. `url`: where it is not the server itself. */
  account(name = "Work", url = this.url) {
    const kinds = { contact: {}, appointment: {}, task: {}, note: {} };
    return { name, url, email: EMAIL, kinds };
  }

  /** Starts the server; after a stop at the same address again. */
  async startServer() {
    const port = this.url ? new URL(this.url).port : "0";
    this.#server = spawn(join(built, "smsync-server"), ["--port", port, ...this.#options], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface(this.#server.stdout)) {
      this.url = /^ready (\S+)/.exec(line)?.[1] ?? this.url;
      if (line.startsWith("ready ")) break;
    }
    this.#server.stdout.resume();
  }

  /** Ends the server; `at once`: as a crash does. */
  async stopServer(how = "in order") {
    if (how === "at once") this.#server.kill("SIGKILL");
    await stop(this.#server);
  }

  async close() {
    await stop(this.#server);
    rmSync(this.home, { recursive: true, force: true });
  }

  /** What the server holds. */
  read() {
    return JSON.parse(execFileSync("python3", ["tests/peers/read_dav.py", this.url, EMAIL, PASSWORD]));
  }

  /** How many items the default collections hold, by kind. */
  counts() {
    const found = {};
    for (const [path, { kind, items }] of Object.entries(this.read()))
      if (!path.endsWith("/team/")) found[kind] = Object.keys(items).length;
    return found;
  }

  /** The lines of the contacts whose name is this one, on the server. */
  contactsNamed(name) {
    const cards = Object.entries(this.read())
      .filter(([path, { kind }]) => kind === "contacts" && !path.endsWith("/team/"))
      .flatMap(([, { items }]) => Object.values(items));
    return cards.map((card) => card.lines).filter((lines) => lines.includes(`FN:${name}`));
  }

  /** Somebody else writes a contact. */
  async put(name, lines, uid = name) {
    const body = ["BEGIN:VCARD", "VERSION:3.0", `UID:${uid}`, `FN:${name}`, `N:${name};;;;`, ...lines, "END:VCARD", ""];
    await this.#ask("PUT", uid, body.join("\r\n"));
  }

  /** Somebody else deletes a contact. */
  async remove(uid) {
    await this.#ask("DELETE", uid);
  }

  async #ask(method, uid, body) {
    const path = `/WebDAV/${EMAIL}/addressbooks/contacts/${encodeURIComponent(uid)}.vcf`;
    const headers = { Authorization: `Basic ${btoa(`${EMAIL}:${PASSWORD}`)}`, "Content-Type": "text/vcard" };
    const reply = await fetch(new URL(path, this.url), { method, headers, body });
    assert.ok(reply.ok, `${method} ${uid}: ${reply.status}`);
  }
}
