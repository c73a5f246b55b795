// page.mjs APP   How the page keeps up, in the real window: frames while a list of 20,000 contacts is scrolled, beside those of a list
// without any script of ours (what the machine can draw at all); what a frame costs the page before it is drawn; and how long what is
// typed into the search takes to be seen, while nothing else is done and while a pass sends all contacts. Prints figures.
import { openWindow } from "../window/driver.mjs";
import { accounts, addAccount, goTo } from "../window/person.mjs";
import { Stage } from "../window/stage.mjs";

const [app] = process.argv.slice(2);
const CONTACTS = 20_000;
const PART = 2_000;
const LETTERS = "anna berg kite software";

const say = (what, figure) => console.log(`  ${what.padEnd(58)} ${figure}`);
const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
const ms = (all) => `median ${median(all).toFixed(0)} ms, slowest ${Math.max(...all).toFixed(0)} ms`;

function rate(frames) {
  const late = frames.filter((frame) => frame > 1000 / 60 + 4).length;
  return `${(1000 / median(frames)).toFixed(0)} a second, ${late} of ${frames.length} late`;
}

function card(number) {
  const name = `Person ${String(number).padStart(5, "0")}`;
  const lines = [`UID:p${number}`, `FN:${name}`, `N:${name};;;;`, `EMAIL:p${number}@example.com`, "ORG:Kite Software"];
  return ["BEGIN:VCARD", "VERSION:3.0", ...lines, "END:VCARD", ""].join("\r\n");
}

/** Scrolls a list for some seconds, and answers the milliseconds between its frames. */
const scroll = (list) => `const done = arguments[0];
  const list = document.querySelector("${list}"), frames = [], end = performance.now() + 4000;
  let last = performance.now();
  requestAnimationFrame(function frame(now) {
    frames.push(now - last);
    last = now;
    list.scrollTop += 240;
    if (now < end) requestAnimationFrame(frame);
    else done(frames.slice(1));
  });`;

/** Scrolls the list a hundred times, and answers the milliseconds that script and layout take each time. */
const COST = `const done = arguments[0];
  const list = document.querySelector("#item-list"), costs = [];
  setTimeout(async function step() {
    const begin = performance.now();
    list.scrollTop += 240;
    list.dispatchEvent(new Event("scroll"));
    // The rows are changed in a microtask; asked for a height, the page lays them out at once.
    await null;
    await null;
    list.getBoundingClientRect();
    costs.push(performance.now() - begin);
    if (costs.length < 100) setTimeout(step, 16);
    else done(costs);
  });`;

/** A list of the same size on the screen, with nothing to do while it is scrolled. */
const PLAIN = `const list = document.createElement("div"), at = document.querySelector("#item-list").getBoundingClientRect();
  list.id = "plain";
  list.style = "position:fixed;overflow:auto;background:#222;z-index:99;left:" + at.left + "px;top:" + at.top + "px;width:" + at.width + "px;height:" + at.height + "px";
  list.innerHTML = Array.from({ length: 2000 }, (_, row) => "<div style='height:52px'>Person " + row + "<br><small>Kite Software</small></div>").join("");
  document.body.append(list);`;

/** Notes from each key on how long it takes until what it typed is painted. */
const LISTEN = `window.keys = [];
  document.querySelector("input[data-search]").addEventListener("input", (event) =>
    requestAnimationFrame(() => setTimeout(() => window.keys.push(performance.now() - event.timeStamp))));
  document.querySelector("input[data-search]").focus();`;

async function typed(window) {
  await window.run("window.keys = []; document.querySelector('input[data-search]').select()");
  for (const letter of LETTERS) await window.press(letter);
  return window.run("return window.keys");
}

const stage = await Stage.open();
const window = await openWindow(app, stage.environment);
try {
  await addAccount(window, stage.account());
  for (let from = 0; from < CONTACTS; from += PART) {
    const text = Array.from({ length: PART }, (_, at) => card(from + at)).join("");
    await window.ask("import_items", { account: "Work", files: [{ name: "many.vcf", text }] });
  }
  await goTo(window, "Contacts");
  await window.find("//*[@id='item-list']//*[@role='option']");
  say(`frames while ${CONTACTS} contacts are scrolled`, rate(await window.runLong(scroll("#item-list"))));
  say("script and layout of a frame", ms(await window.runLong(COST)));
  await window.run(PLAIN);
  say("frames while a list without script is scrolled", rate(await window.runLong(scroll("#plain"))));
  await window.run("document.querySelector('#plain').remove()");
  await window.run(LISTEN);
  say("from a key to the picture, at rest", ms(await typed(window)));
  await window.run("window.__TAURI_INTERNALS__.invoke('synchronize', { account: 'Work', request: {} }).catch(() => undefined)");
  while (!(await accounts(window))[0].running);
  const meanwhile = await typed(window);
  const ran = (await accounts(window))[0].running;
  say("from a key to the picture, while a pass sends them", `${ms(meanwhile)}${ran ? "" : " (the pass ended first)"}`);
} finally {
  await window.close();
  await stage.close();
}
