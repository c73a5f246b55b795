import type { accounts as english } from "../en/accounts";
import type { Translated } from "../translated";

export const accounts: Translated<typeof english> = {};
