import { expect, test } from "vitest";
import type { Row } from "../backend/types";
import { invited } from "./invited";

const row = (key: string, server: string | null, local: string | null) =>
  ({ key, server: server && { text: server }, local: local && { text: local } }) as Row;

test("everybody on either side is named once, by address where there is no name", () => {
  const rows = [
    row("attendee[1]", "Ada Lindqvist <ada@example.com>", "Ada Lindqvist <ada@example.com>"),
    row("attendee[2]", null, "emil@example.com"),
    row("attendee[3]", "<noor@example.com>", null),
    row("organizer", "Anna Berg <anna@example.com>", null),
  ];
  expect(invited(rows)).toEqual(["Ada Lindqvist", "emil@example.com", "<noor@example.com>"]);
});
