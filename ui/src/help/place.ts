// Which page of Help says more about a place of the window. Apart from the pages, which are read when Help is opened.
import type { Place } from "../backend/types";

export const PAGE_OF = {
  home: "people/synchronise",
  "add-account": "people/first-account",
  accounts: "people/first-account",
  contacts: "people/synchronise",
  calendar: "people/synchronise",
  tasks: "people/synchronise",
  notes: "people/synchronise",
  conflicts: "people/conflicts",
  history: "people/undo",
  settings: "people/troubleshooting",
} as const satisfies Record<Place, string>;
