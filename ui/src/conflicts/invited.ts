// Who may be told of a change to an appointment.
import type { Row } from "../backend/types";
import { fieldOf } from "./picks";

/** The people on either side, by their names, else by their addresses; each once. */
export function invited(rows: readonly Row[]): string[] {
  const values = rows
    .filter((row) => fieldOf(row.key) === "attendee")
    .flatMap((row) => [row.server?.text, row.local?.text])
    .filter((text) => text !== undefined);
  return [...new Set(values.map((text) => text.replace(/\s*<[^>]*>$/, "").trim() || text))];
}
