// Die Sätze des Programms: das englische Muster, mit dem er kommt, und derselbe auf Deutsch. Was in {Klammern} steht, sind
// seine Werte. Ein Test vergleicht sie mit dem, was das Programm sagen kann.
import { accounts } from "./accounts";
import { desktop } from "./desktop";
import { passes } from "./passes";
import { program } from "./program";
import { troubles } from "./troubles";

export type Sentences = Readonly<Record<string, string>>;

export const sentences: Sentences = { ...accounts, ...desktop, ...passes, ...program, ...troubles };
