// A row as a sentence, for those who listen: “Phone mobile: differs. Server …, local …. Not decided yet.”
import type { Kind, Row, Shown, Side } from "../backend/types";
import type { conflicts } from "../words/en/conflicts";
import { fieldName } from "../words/fieldName";
import type { Translated } from "../words/translated";
import { changedOn, fate, type Picks } from "./picks";
import { moved, spoken, type Tongue } from "./spoken";

export type RowWords = Translated<typeof conflicts>;

/** What the two columns are called. */
export interface Sides {
  server: string;
  local: string;
}

export function sentence(
  row: Row,
  kind: Kind,
  sides: Sides,
  picks: Picks | null,
  tongue: Tongue,
  words: RowWords,
): string {
  const field = [fieldName(kind, row.key, row.label), label(row, tongue)].filter(Boolean).join(" ");
  const value = (side: Side) => valueOf(row, row[side], tongue, words);
  if (row.verdict === "equal") return words.sentenceEqual(field, value("server"));
  const said = [
    words.sentence(
      field,
      verdict(row, sides, words),
      words.sideValue(sides.server, value("server")),
      words.sideValue(sides.local, value("local")),
    ),
    ...moved(row, tongue).map((note) => `${note}.`),
  ];
  if (changedOn(row, "server") && changedOn(row, "local")) said.push(words.changedByBoth);
  else if (changedOn(row, "server")) said.push(words.changedBy(sides.server));
  else if (changedOn(row, "local")) said.push(words.changedBy(sides.local));
  if (picks) said.push(becomes(row, sides, picks, words));
  return said.filter(Boolean).join(" ");
}

/** What is picked, in words. */
export function becomes(row: Row, sides: Sides, picks: Picks, words: RowWords): string {
  switch (fate(row, picks)) {
    case "open":
      return words.notDecided;
    case "apart":
      return words.apart;
    case "server":
      return words.picked(already(row, sides.server, picks, words));
    case "local":
      return words.picked(already(row, sides.local, picks, words));
    case "both":
      return words.picked(already(row, words.both, picks, words));
    default:
      return "";
  }
}

function already(row: Row, what: string, picks: Picks, words: RowWords): string {
  return picks.has(row.key) ? what : `${what}, ${words.pickedAlready}`;
}

function verdict(row: Row, sides: Sides, words: RowWords): string {
  const usual = sides.server === words.server && sides.local === words.local;
  if (usual || row.verdict === "differs") return words.verdicts[row.verdict] ?? row.verdict;
  return words.onlyOn(row.verdict === "only-server" ? sides.server : sides.local);
}

/** The sort of value, where both sides say the same of it: `mobile`. */
function label(row: Row, tongue: Tongue): string {
  const [server, local] = [row.server ?? row.local, row.local ?? row.server];
  if (!server?.label || server.label !== local?.label) return "";
  return spoken(row.key, server, tongue).label;
}

function valueOf(row: Row, shown: Shown | null, tongue: Tongue, words: RowWords): string {
  if (!shown) return words.nothing;
  const { text, label: sort, notes } = spoken(row.key, shown, tongue);
  const ofBoth = label(row, tongue);
  return [
    text.replaceAll("\n", ", "),
    sort && sort !== ofBoth ? `(${sort})` : "",
    ...notes.map((note) => `– ${note}`),
  ]
    .filter(Boolean)
    .join(" ");
}
