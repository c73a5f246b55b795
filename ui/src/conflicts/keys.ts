// What a key means in the conflict dialog. `?` shows this list.
import type { Keep, Side } from "../backend/types";

export type Command =
  | { do: "row"; by: 1 | -1 }
  | { do: "edge"; to: "first" | "last" }
  | { do: "pick"; keep: Keep }
  | { do: "all"; side: Side }
  | { do: "candidate"; index: number }
  | {
      do:
        | "new"
        | "skip"
        | "merge"
        | "next-red"
        | "history"
        | "why"
        | "source"
        | "keys"
        | "enter"
        | "equal"
        | "base";
    };

/** The part of a keyboard event that is looked at. */
export interface Key {
  key: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

/** Alt+Shift and the like are the system's own. */
export function command(key: Key, rightToLeft: boolean): Command | null {
  if (key.ctrlKey || key.metaKey) return null;
  if (key.altKey) {
    const digit = /^[1-9]$/.test(key.key) ? Number(key.key) : null;
    return digit === null ? null : { do: "candidate", index: digit - 1 };
  }
  switch (key.key) {
    case "ArrowDown":
      return { do: "row", by: 1 };
    case "ArrowUp":
      return { do: "row", by: -1 };
    case "Home":
      return { do: "edge", to: "first" };
    case "End":
      return { do: "edge", to: "last" };
    // The server's column comes first: at the left, and at the right where one reads from the right.
    case "ArrowLeft":
      return { do: "pick", keep: rightToLeft ? "local" : "server" };
    case "ArrowRight":
      return { do: "pick", keep: rightToLeft ? "server" : "local" };
    case "Enter":
      return { do: "enter" };
    case "Escape":
      return { do: "skip" };
    case "?":
      return { do: "keys" };
    default:
      return letter(key.key.toLowerCase());
  }
}

function letter(key: string): Command | null {
  switch (key) {
    case "b":
      return { do: "pick", keep: "both" };
    case "s":
      return { do: "all", side: "server" };
    case "l":
      return { do: "all", side: "local" };
    case "n":
      return { do: "new" };
    case "k":
      return { do: "skip" };
    case "m":
      return { do: "merge" };
    case "f":
      return { do: "next-red" };
    case "h":
      return { do: "history" };
    case "w":
      return { do: "why" };
    case "u":
      return { do: "source" };
    case "e":
      return { do: "equal" };
    case "c":
      return { do: "base" };
    default:
      return null;
  }
}

/** In the order they are shown: the keys as they are printed, and the name of what they do. */
export const KEYS = [
  ["↑ ↓", "rows"],
  ["← →", "side"],
  ["B", "both"],
  ["S", "allServer"],
  ["L", "allLocal"],
  ["F", "nextRed"],
  ["M", "merge"],
  ["N", "new"],
  ["K", "skip"],
  ["H", "history"],
  ["W", "why"],
  ["U", "source"],
  ["E", "equal"],
  ["C", "base"],
  ["Alt 1 … 9", "candidate"],
  ["Enter", "enter"],
  ["Esc", "escape"],
  ["?", "keys"],
] as const;

/** A key typed into a field, or pressed on a control that has its own use for it, is not a command. */
export function isForTheControl(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])"))
    return key !== "Escape";
  if (key === "Enter") return target.matches("button, a[href], summary");
  return false;
}
