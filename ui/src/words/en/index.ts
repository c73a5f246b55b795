import { accounts } from "./accounts";
import { conflicts } from "./conflicts";
import { fields } from "./fields";
import { history } from "./history";
import { items } from "./items";
import { passes } from "./passes";
import { settings } from "./settings";
import { shell } from "./shell";
import { values } from "./values";

export const en = { accounts, conflicts, fields, history, items, passes, settings, shell, values };
