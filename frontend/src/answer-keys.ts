// One letter for each answer to a question. Only while the focus is in the question and nobody is writing, so that the
// letters never get in the way of a screen reader or of speech (WCAG 2.1.4).

const WRITING = "input:not([type=checkbox]), textarea, select, summary";

export function watchAnswerKeys(): void {
  const box = document.querySelector<HTMLElement>("[data-answer-keys]");
  if (!box?.querySelector("[data-answer-key]")) return;
  box.querySelector<HTMLElement>("[data-answer-keys-help]")?.removeAttribute("hidden");
  if (!box.querySelector("[autofocus]")) box.focus({ preventScroll: true }); // what must be put right comes first
  for (const one of box.querySelectorAll<HTMLElement>("[data-answer-key]")) {
    one.setAttribute("aria-keyshortcuts", one.dataset["answerKey"] ?? ""); // its letter stands on it: button.css
  }
  tabFromTheTop(box);
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target instanceof HTMLElement && event.target.matches(WRITING)) return;
    const answer = box.querySelector<HTMLElement>(`[data-answer-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!answer) return;
    event.preventDefault();
    answer.click();
  });
}

// The focus is in the question for its letters alone: the first Tab begins at the top of the page, as on any other.
function tabFromTheTop(box: HTMLElement): void {
  const touched = new AbortController();
  const leave = (event: KeyboardEvent): void => {
    touched.abort();
    if (event.key !== "Tab" || event.shiftKey || event.target !== box) return;
    event.preventDefault();
    document.querySelector<HTMLElement>(".skip-link")?.focus();
  };
  document.addEventListener("keydown", leave, { signal: touched.signal });
  document.addEventListener("pointerdown", () => touched.abort(), { signal: touched.signal });
}
