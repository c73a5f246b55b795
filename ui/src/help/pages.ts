// The pages of Help: the documents in docs/ for people and administrators, taken along when the window is built, so that they
// are there without a network and belong to this version.
import { blocks, type Block } from "./markdown";

const TEXTS = import.meta.glob<string>("../../../docs/{people,admin}/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});
const PICTURES = import.meta.glob<string>("../../../docs/pictures/{window,conflict-*,server-*}.png", {
  query: "?url",
  import: "default",
  eager: true,
});

export interface Page {
  /** As in `people/undo`. */
  name: string;
  title: string;
  body: Block[];
}

/** In the order in which somebody new needs them. */
const ORDER = [
  "people/first-account",
  "people/synchronise",
  "people/conflicts",
  "people/guests",
  "people/undo",
  "people/troubleshooting",
  "people/command-line",
  "people/install",
  "admin/roll-out",
  "admin/addresses",
  "admin/certificates-and-proxies",
  "admin/logs",
  "admin/test-server",
];

export const PAGES: readonly Page[] = Object.entries(TEXTS)
  .map(([path, text]) => page(path.replace(/^.*docs\//, "").replace(/\.md$/, ""), text))
  .toSorted((one, other) => ORDER.indexOf(one.name) - ORDER.indexOf(other.name));

function page(name: string, text: string): Page {
  const [first, ...body] = blocks(text);
  const title = first?.is === "heading" ? first.text.map((part) => part.text).join("") : name;
  return { name, title, body };
}

/** Where a link on a page leads, where that is another page of Help, with the heading on it. */
export function target(from: string, link: string): { name: string; heading: string } | null {
  const [path = "", heading = ""] = link.split("#");
  const name =
    path === "" ? from : new URL(path, `https://docs/${from}`).pathname.slice(1).replace(/\.md$/, "");
  return PAGES.some((page) => page.name === name) ? { name, heading } : null;
}

export function picture(name: string): string | undefined {
  return Object.entries(PICTURES).find(([path]) => path.endsWith(`/${name}`))?.[1];
}
