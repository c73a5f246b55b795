// The Markdown of our own documents, as blocks that a page shows: headings, paragraphs, lists, tables, code, pictures. What a
// document of ours does not use is not known here. Nothing becomes HTML: a page is made of elements, as everywhere.

export type Inline =
  { is: "text" | "code" | "strong"; text: string } | { is: "link"; text: string; to: string };

export type Block =
  | { is: "heading"; level: number; id: string; text: Inline[] }
  | { is: "paragraph"; text: Inline[] }
  | { is: "list"; ordered: boolean; items: Inline[][] }
  | { is: "table"; head: Inline[][]; rows: Inline[][][] }
  | { is: "code"; text: string }
  | { is: "picture"; name: string; words: string };

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]*)\]\(([^)\s]+)\)/g;
const PICTURE = /^!\[([^\]]*)\]\(([^)\s]+)\)$/;
const BULLET = /^(?:-|(\d+)\.) +/;

export function blocks(markdown: string): Block[] {
  const lines = markdown.replace(/<!--[\s\S]*?-->/g, "").split("\n");
  const found: Block[] = [];
  while (lines.length > 0) {
    const line = lines[0] ?? "";
    if (line.trim() === "") lines.shift();
    else if (line.startsWith("```")) found.push(code(lines));
    else if (line.startsWith("#")) found.push(heading(lines));
    else if (line.startsWith("|")) found.push(table(lines));
    else if (BULLET.test(line)) found.push(list(lines));
    else found.push(paragraph(lines));
  }
  return found;
}

/** Takes lines from the front as long as they belong. */
function take(lines: string[], belongs: (line: string) => boolean): string[] {
  const end = lines.findIndex((line) => !belongs(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

function code(lines: string[]): Block {
  lines.shift();
  const text = take(lines, (line) => !line.startsWith("```")).join("\n");
  lines.shift();
  return { is: "code", text };
}

function heading(lines: string[]): Block {
  const [, marks = "", words = ""] = /^(#+) *(.*)$/.exec(lines.shift() ?? "") ?? [];
  return { is: "heading", level: marks.length, id: anchor(words), text: inline(words) };
}

/** As GitHub makes it, so that the same link works in both. */
function anchor(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, "")
    .replaceAll(" ", "-");
}

function table(lines: string[]): Block {
  const [head = [], , ...rows] = take(lines, (line) => line.startsWith("|")).map((line) =>
    line
      .trim()
      .slice(1, -1)
      .split("|")
      .map((cell) => inline(cell.trim())),
  );
  return { is: "table", head, rows };
}

function list(lines: string[]): Block {
  const ordered = /^\d/.test(lines[0] ?? "");
  const items: string[] = [];
  for (const line of take(lines, (line) => BULLET.test(line) || /^ +\S/.test(line))) {
    if (BULLET.test(line)) items.push(line.replace(BULLET, ""));
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  return { is: "list", ordered, items: items.map(inline) };
}

function paragraph(lines: string[]): Block {
  const [, words, path] = PICTURE.exec(lines[0] ?? "") ?? [];
  if (path !== undefined) {
    lines.shift();
    return { is: "picture", name: path.split("/").at(-1) ?? path, words: words ?? "" };
  }
  const first = lines.shift() ?? "";
  const rest = take(
    lines,
    (line) => line.trim() !== "" && !/^(```|#|\||!\[)/.test(line) && !BULLET.test(line),
  );
  return { is: "paragraph", text: inline([first, ...rest].map((line) => line.trim()).join(" ")) };
}

export function inline(text: string): Inline[] {
  const found: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) found.push({ is: "text", text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    const [, code, strong, words, to] = match;
    if (code !== undefined) found.push({ is: "code", text: code });
    else if (strong !== undefined) found.push({ is: "strong", text: strong });
    else found.push({ is: "link", text: (words ?? "").replaceAll("`", ""), to: to ?? "" });
  }
  if (end < text.length) found.push({ is: "text", text: text.slice(end) });
  return found;
}
