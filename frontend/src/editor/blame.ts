/** Say at a field what is to be mended in it; blank: nothing. */
export function blame(field: HTMLElement, sentence: string): void {
  const note = document.getElementById(`${field.id}_error`);
  if (!note) throw new Error(`The field ${field.id} has no place for what is wrong.`);
  if (note.textContent !== sentence) note.textContent = sentence;
  note.hidden = !sentence;
  if (sentence) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}
