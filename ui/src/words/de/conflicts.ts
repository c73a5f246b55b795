import type { conflicts as english } from "../en/conflicts";
import type { Translated } from "../translated";

export const conflicts: Translated<typeof english> = {};
