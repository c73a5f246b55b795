// Where the window is. In memory: a window that opens again opens at home.
import type { Kind, Place } from "../backend/types";

/** A place, and what is looked at there. */
export interface Where {
  place: Place;
  account?: string;
  pass?: number;
  conflict?: number;
  item?: { account: string; kind: Kind; id: string };
}

/** The places of the side list, in its order. */
export const PLACES = [
  "home",
  "contacts",
  "calendar",
  "tasks",
  "notes",
  "conflicts",
  "history",
  "settings",
] as const satisfies readonly Place[];

export const placeOfKind = {
  contact: "contacts",
  appointment: "calendar",
  task: "tasks",
  note: "notes",
} as const satisfies Record<Kind, Place>;

export class Router {
  where: Where = $state.raw({ place: "home" });
  #before: Where[] = $state.raw([]);
  /** Asked before leaving: false stays (something typed would be lost). */
  #mayLeave: () => boolean = () => true;

  go(place: Place, detail: Omit<Where, "place"> = {}): void {
    if (!this.#mayLeave()) return;
    this.#before = [...this.#before.slice(-20), this.where];
    this.where = { place, ...detail };
  }

  get canGoBack(): boolean {
    return this.#before.length > 0;
  }

  back(): void {
    const last = this.#before.at(-1);
    if (!last || !this.#mayLeave()) return;
    this.#before = this.#before.slice(0, -1);
    this.where = last;
  }

  /** `ask` is asked before the window leaves this place, until the function that is returned is called. */
  guard(ask: () => boolean): () => void {
    this.#mayLeave = ask;
    return () => (this.#mayLeave = () => true);
  }
}
