// The words that stand in the values of fields.
export const values = {
  /** A word some values are made of: a sort of value, a status. What is not known stands as it is. */
  said: (word: string) => word,
  /** One of the program's sentences: a note, the reason of a match. */
  sentence: (text: string) => text,
  /** A rule, or a time before something: “every 2 weeks on Monday”, “15 minutes before the start”. */
  rule: (line: string) => line,
  yourTime: (time: string) => `${time} your time`,
  later: (span: string) => `local begins ${span} later`,
  earlier: (span: string) => `local begins ${span} earlier`,
  longer: (span: string) => `local is ${span} longer`,
  shorter: (span: string) => `local is ${span} shorter`,
  picture: (size: string) => `picture, ${size}`,
  pixels: (width: number, height: number) => `${width} × ${height} px`,
  days: (n: number) => (n === 1 ? "1 day" : `${n} days`),
  hours: (n: number) => `${n} h`,
  minutes: (n: number) => `${n} min`,
};
