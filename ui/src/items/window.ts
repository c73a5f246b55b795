// Which rows of a long list are in the window. Rows have one height; what is not near the window is not there.

export interface Slice {
  from: number;
  until: number;
}

/** Rows before and after the window that are kept ready. */
const SPARE = 8;

export function slice(total: number, rowHeight: number, scrolled: number, height: number): Slice {
  const first = Math.floor(Math.max(0, scrolled) / rowHeight);
  const visible = Math.ceil(Math.max(0, height) / rowHeight) + 1;
  const from = Math.min(Math.max(0, first - SPARE), total);
  return { from, until: Math.min(total, first + visible + SPARE) };
}

/** Where to scroll so that a row is seen whole; where it is already, nothing moves. */
export function reveal(index: number, rowHeight: number, scrolled: number, height: number): number {
  const top = index * rowHeight;
  if (top < scrolled) return top;
  if (top + rowHeight > scrolled + height) return Math.max(0, top + rowHeight - height);
  return scrolled;
}

/** The pages of `size` that a slice needs, by number. */
export function pages({ from, until }: Slice, size: number): number[] {
  if (until <= from) return [];
  const first = Math.floor(from / size);
  const last = Math.floor((until - 1) / size);
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
