// The words of bpmn-js in our languages. A sentence without a translation stays English and says so in the console.
import words from "./words.json";

type Words = Record<string, Record<string, string>>;

export function wordsIn(language: string): (template: string, values?: Record<string, string>) => string {
  const known: Words = words;
  return (template, values = {}) => {
    const said = language === "en" ? template : known[template]?.[language];
    if (said === undefined) console.warn(`Without translation: ${template}`);
    return (said ?? template).replace(/{([^}]+)}/g, (_all, name: string) => values[name] ?? `{${name}}`);
  };
}
