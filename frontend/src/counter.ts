// <textarea maxlength="300" data-counter="id"> writes how many characters are left into the element with that id,
// in the sentence of its data-sentence, where %d is the number.
import { whenPresent } from "./ready";

type Field = HTMLTextAreaElement | HTMLInputElement;

export function watchCounters(): void {
  whenPresent<Field>("[data-counter][maxlength]", (field) => {
    const line = document.getElementById(field.dataset["counter"] ?? "");
    const sentence = line?.dataset["sentence"];
    if (!line || !sentence) return;
    const write = (): void => {
      line.textContent = sentence.replace("%d", String(field.maxLength - field.value.length));
    };
    field.addEventListener("input", write);
    write();
  });
}
