// <form data-write>: marks up the text of its textarea, and saves it every 20 seconds when it was changed.
// Without it the form is written by hand and sent.
import { whenPresent } from "./ready";

const EVERY = 20_000; // milliseconds

function insert(text: HTMLTextAreaElement, before: string, after: string): void {
  const { selectionStart: start, selectionEnd: end, value } = text;
  text.setRangeText(before + value.slice(start, end) + after, start, end, "end");
  if (start === end && after) text.setSelectionRange(start + before.length, start + before.length);
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function beginLines(text: HTMLTextAreaElement, mark: string): void {
  const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const chosen = text.value.slice(start, text.selectionEnd);
  text.setRangeText(chosen.split("\n").map((line) => mark + line).join("\n"), start, text.selectionEnd, "end");
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function watchTools(form: HTMLFormElement, text: HTMLTextAreaElement): void {
  const tools = form.querySelector<HTMLElement>(".write-tools");
  if (!tools) return;
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button");
    const mark = button?.dataset["mark"];
    if (mark && button.hasAttribute("data-line")) beginLines(text, mark);
    else if (mark) insert(text, mark, mark);
    else if (button?.dataset["block"]) insert(text, `\n\n${button.dataset["block"]}\n\n`, "");
  });
  const codes = tools.querySelector<HTMLSelectElement>("[data-code]");
  codes?.addEventListener("change", () => {
    if (codes.value) insert(text, `[[${codes.value}]]`, "");
    codes.value = "";
  });
}

// A picture goes below the line where one writes; one that is pasted is chosen, and what it shows is asked for.
function watchPictures(form: HTMLFormElement, text: HTMLTextAreaElement): void {
  const part = form.querySelector<HTMLDetailsElement>("[data-picture]");
  const place = part?.querySelector<HTMLInputElement>('[name="place"]');
  const chosen = part?.querySelector<HTMLInputElement>('[type="file"]');
  if (!part || !place || !chosen) return;
  form.addEventListener("submit", () => {
    place.value = String([...text.value.slice(0, text.selectionStart)].length); // in letters, as the server counts
  });
  text.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])].find((file) => file.type.startsWith("image/"));
    if (!pasted) return;
    event.preventDefault();
    const files = new DataTransfer();
    files.items.add(pasted);
    chosen.files = files.files;
    part.open = true;
    part.querySelector<HTMLInputElement>('[name="picture_said"]')?.focus();
  });
}

interface Answer {
  saved?: string;
  based_on?: string;
  sentence?: string;
}

async function save(form: HTMLFormElement, told: HTMLElement): Promise<boolean> {
  const sent = new FormData(form);
  sent.delete("picture");
  const based = form.querySelector<HTMLInputElement>('[name="based_on"]');
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.action, { method: "POST", body: sent, headers });
    const content = (await answer.json()) as Answer;
    told.textContent = content.saved ?? content.sentence ?? "";
    if (answer.ok && based && content.based_on) based.value = content.based_on;
    return answer.ok;
  } catch {
    told.textContent = form.dataset["lost"] ?? "";
    return false;
  }
}

export function watchWriting(): void {
  whenPresent<HTMLFormElement>("form[data-write]", (form) => {
    const text = form.querySelector("textarea");
    const told = form.querySelector<HTMLElement>("[data-told]");
    if (!text || !told) return;
    watchTools(form, text);
    watchPictures(form, text);
    let isChanged = false;
    text.addEventListener("input", () => {
      if (!isChanged) told.textContent = form.dataset["unsaved"] ?? "";
      isChanged = true;
    });
    const timer = setInterval(async () => {
      if (!form.isConnected) clearInterval(timer);
      else if (isChanged) {
        isChanged = false;
        isChanged = !(await save(form, told)) || isChanged;
      }
    }, EVERY);
  });
}
