import type { history as english } from "../en/history";
import type { Translated } from "../translated";

export const history: Translated<typeof english> = {};
