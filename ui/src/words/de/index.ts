import { accounts } from "./accounts";
import { conflicts } from "./conflicts";
import { fields } from "./fields";
import { history } from "./history";
import { items } from "./items";
import { passes } from "./passes";
import { settings } from "./settings";
import { shell } from "./shell";
import { values } from "./values";

import type { Translated } from "../translated";
import type { en } from "../en";

export const de: Translated<typeof en> = {
  accounts,
  conflicts,
  fields,
  history,
  items,
  passes,
  settings,
  shell,
  values,
};
