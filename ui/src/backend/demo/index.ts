// A backend without a program behind it: a mailbox in memory. For a browser and for tests of the windows.
import type { Backend } from "..";
import { accountAnswers } from "./accounts";
import { conflictAnswers } from "./conflicts";
import { historyAnswers } from "./history";
import { itemAnswers } from "./items";
import { usual, type DemoOptions } from "./options";
import { passAnswers } from "./passes";
import { programAnswers } from "./program";
import { world } from "./world";

export { optionsFrom, usual, type DemoOptions } from "./options";

export function demo(options: Partial<DemoOptions> = {}): Backend {
  const remembered = world({ ...usual, ...options });
  return {
    ...accountAnswers(remembered),
    ...passAnswers(remembered),
    ...conflictAnswers(remembered),
    ...historyAnswers(remembered),
    ...itemAnswers(remembered),
    ...programAnswers(remembered),
  };
}
