export type Kind = "contact" | "appointment" | "task" | "note";
