export type Written = { added: number; changed: number; deleted: number; merged: number };
