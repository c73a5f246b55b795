import type { items as english } from "../en/items";
import type { Translated } from "../translated";

export const items: Translated<typeof english> = {};
