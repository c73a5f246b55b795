// The built windows with the demonstration behind them, in Debian's Chromium, under the app's own content policy.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

const root = new URL("../../", import.meta.url).pathname;
const built = join(root, "target/ui-demo");
export const pictures = join(root, "target/pictures");

/** The moment every picture is taken. */
const NOW = new Date("2026-11-25T10:30:00+01:00");

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** Serves the built demonstration with the policy of the app, so that what the policy forbids fails here too. */
async function serve() {
  const configuration = JSON.parse(await readFile(join(root, "src-tauri/tauri.conf.json"), "utf8"));
  const policy = configuration.app.security.csp;
  const server = createServer(async (request, response) => {
    if (request.url === "/favicon.ico") return void response.writeHead(204).end();
    const path = normalize(new URL(request.url, "http://x").pathname);
    const file = join(built, path === "/" ? "index.html" : path);
    try {
      const body = await readFile(file);
      response.writeHead(200, {
        "content-type": types[extname(file)] ?? "application/octet-stream",
        "content-security-policy": policy,
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

export class Browser {
  #server;
  #browser;

  static async start() {
    const started = new Browser();
    started.#server = await serve();
    started.#browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    return started;
  }

  async stop() {
    await this.#browser.close();
    this.#server.close();
  }

  /** A window on the demonstration. `show`: its options (src/backend/demo/options.ts). */
  async open(show = {}, { width = 900, height = 640, theme = "light", reducedMotion = "reduce" } = {}) {
    const context = await this.#browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      reducedMotion,
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
    });
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.clock.setFixedTime(NOW);
    const asked = new URLSearchParams({ slow: "0", ...show });
    await page.goto(`http://127.0.0.1:${this.#server.address().port}/?${asked}`);
    await page.locator("h1").first().waitFor();
    return { page, complaints, close: () => context.close() };
  }
}

/** What axe finds, in words; nothing is good. */
export async function barriers(page, floating = false) {
  // There are no frames, so that nothing need be gathered in a page of its own; and only what is wrong is asked for.
  const axe = new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
  // An open menu is outside every landmark, as menus are.
  const { violations } = await (floating ? axe.disableRules(["region"]) : axe).analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}

/** Whether anything is cut off at the side. */
export async function overflowing(page) {
  return page.evaluate(() => {
    const wide = document.scrollingElement.scrollWidth > innerWidth ? ["the page"] : [];
    const parts = [...document.querySelectorAll("main *, .dialog *")].filter((element) => {
      const style = getComputedStyle(element);
      return (
        element.scrollWidth > element.clientWidth + 1 &&
        ["auto", "scroll"].includes(style.overflowX) &&
        !element.matches("pre, pre *, textarea, input, [data-scrolls]")
      );
    });
    return [...wide, ...parts.map((element) => element.className || element.tagName)];
  });
}
