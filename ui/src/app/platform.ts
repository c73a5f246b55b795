// What differs from one system to another.

export type Platform = "windows" | "mac" | "linux";

export const platform: Platform = /windows/i.test(navigator.userAgent)
  ? "windows"
  : /mac os|macintosh/i.test(navigator.userAgent)
    ? "mac"
    : "linux";

/** The key that goes with a letter for a command. */
export function isCommand(event: KeyboardEvent): boolean {
  return platform === "mac" ? event.metaKey : event.ctrlKey;
}
