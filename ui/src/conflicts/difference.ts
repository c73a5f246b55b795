// The difference of two texts, word by word, for showing. Myers' greedy algorithm over words, spaces and signs; where the texts have
// too little in common to say anything by words, the whole of each is the difference.

export interface Piece {
  text: string;
  /** In both, or only in one of them. */
  of: "both" | "server" | "local";
}

/** More edits than this are no longer read word by word. */
const MOST_EDITS = 600;

export function difference(server: string, local: string): Piece[] {
  const [a, b] = [words(server), words(local)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail++;
  const middle = edits(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return joined([
    { text: a.slice(0, head).join(""), of: "both" },
    ...middle,
    { text: a.slice(a.length - tail).join(""), of: "both" },
  ]);
}

/** Of a difference, what one side holds: common text, and its own. */
export function sideOf(pieces: readonly Piece[], side: "server" | "local"): Piece[] {
  return pieces.filter((piece) => piece.of === "both" || piece.of === side);
}

/** How much of what is equal stays before and after a difference. */
const AROUND = 60;

/** The pieces with long equal stretches cut down to what stands around the differences. */
export function shortened(pieces: readonly Piece[]): Piece[] {
  if (!pieces.some((piece) => piece.of !== "both")) return [...pieces];
  return pieces.map((piece, at) => {
    const before = at > 0 ? AROUND : 0;
    const after = at < pieces.length - 1 ? AROUND : 0;
    if (piece.of !== "both" || piece.text.length <= before + after + AROUND) return piece;
    return { of: "both", text: `${start(piece.text, before)} … ${end(piece.text, after)}` };
  });
}

/** Whole words only: nothing is cut in the middle of a sign. */
function start(text: string, length: number): string {
  return text.slice(0, length).replace(/\S*$/u, "").trimEnd();
}

function end(text: string, length: number): string {
  return length === 0 ? "" : text.slice(-length).replace(/^\S*/u, "").trimStart();
}

/** Words, runs of spaces, line ends and single signs; together they are the text. */
export function words(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}_]+|\r?\n|[^\S\n]+|./gsu) ?? [];
}

function edits(a: string[], b: string[]): Piece[] {
  if (a.length === 0 && b.length === 0) return [];
  const path = shortest(a, b);
  if (!path)
    return [
      { text: a.join(""), of: "server" },
      { text: b.join(""), of: "local" },
    ];
  const pieces: Piece[] = [];
  let [x, y] = [a.length, b.length];
  for (let edit = path.length - 1; edit >= 0; edit--) {
    const before = path[edit] ?? new Map<number, number>();
    const diagonal = x - y;
    const down = isDown(before, diagonal, edit);
    const from = down ? diagonal + 1 : diagonal - 1;
    const fromX = edit === 0 ? 0 : (before.get(from) ?? 0);
    const fromY = edit === 0 ? 0 : fromX - from;
    while (x > fromX && y > fromY && x > 0 && y > 0 && a[x - 1] === b[y - 1]) {
      pieces.push({ text: a[--x] ?? "", of: "both" });
      y--;
    }
    if (edit === 0) break;
    if (down) pieces.push({ text: b[--y] ?? "", of: "local" });
    else pieces.push({ text: a[--x] ?? "", of: "server" });
  }
  return pieces.reverse();
}

function isDown(reached: Map<number, number>, diagonal: number, edit: number): boolean {
  return (
    diagonal === -edit ||
    (diagonal !== edit && (reached.get(diagonal - 1) ?? -1) < (reached.get(diagonal + 1) ?? -1))
  );
}

/** How far each diagonal was reached before each edit; nothing where it takes too many. */
function shortest(a: string[], b: string[]): Map<number, number>[] | null {
  const reached = new Map<number, number>([[1, 0]]);
  const path: Map<number, number>[] = [];
  for (let edit = 0; edit <= Math.min(a.length + b.length, MOST_EDITS); edit++) {
    path.push(new Map(reached));
    for (let diagonal = -edit; diagonal <= edit; diagonal += 2) {
      let x = isDown(reached, diagonal, edit)
        ? (reached.get(diagonal + 1) ?? 0)
        : (reached.get(diagonal - 1) ?? 0) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      reached.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return path;
    }
  }
  return null;
}

/** Neighbours of one sort are one piece. */
function joined(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    if (piece.text === "") continue;
    const last = out.at(-1);
    if (last?.of === piece.of) last.text += piece.text;
    else out.push({ ...piece });
  }
  return out;
}
