export type Held = { title: string; message: string };
