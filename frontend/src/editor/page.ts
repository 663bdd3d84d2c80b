// The page of the editor: opens the drawing, and ties tools, panel, findings and saving together.
import { type Drawing, choose, fileOf, fit, makeDrawing, nameTools } from "./drawing";
import { Panel } from "./panel";
import { type Finding, Saver, plain } from "./saving";

const PRESENCE = 30_000;
const OTHER_COLOURS = { error: "danger", warning: "warning" } as Record<string, string>;

export async function openEditor(frame: HTMLElement): Promise<void> {
  const words = JSON.parse(frame.dataset.words ?? "{}") as Record<string, string>;
  const canvas = part(frame, "[data-canvas]");
  const drawing = makeDrawing(canvas, frame.dataset.language ?? "en");
  const panel = new Panel(frame, drawing, words);
  const [url, isCopy] = [frame.dataset.drawingUrl ?? "", frame.dataset.copy !== undefined];
  const saver = new Saver({
    url: url.replace(/\?.*/, ""),
    token: frame.dataset.token ?? "",
    words,
    storageKey: `drawing:${frame.dataset.user}:${frame.dataset.version}`,
    file: () => fileOf(drawing),
    screen: {
      say: (sentence) => {
        say(frame, sentence);
        button(frame, "save").disabled = !saver.isChanged;
      },
      conflict: (sentence) => notice(frame, "conflict", sentence),
      findings: (found) => showFindings(frame, found, drawing, words),
    },
  });
  const answer = await fetch(url);
  try {
    await drawing.importXML(await answer.text());
  } catch {
    say(frame, words.unreadable ?? "");
    return;
  }
  await saver.begin(plain(answer.headers.get("ETag")));
  saver.isOver = isCopy;
  nameTools(drawing, canvas);
  fit(drawing, 0.6);
  panel.list();
  if (saver.left()?.xml === (await fileOf(drawing))) saver.forget(); // it arrived; only the answer was lost
  offerKept(frame, saver, words);
  watch(frame, drawing, saver, panel);
  watchPresence(frame, drawing, words);
  frame.dataset.ready = "";
}

function watch(frame: HTMLElement, drawing: Drawing, saver: Saver, panel: Panel): void {
  const stack = drawing.get("commandStack");
  const able = (): void => {
    button(frame, "undo").disabled = !stack.canUndo();
    button(frame, "redo").disabled = !stack.canRedo();
  };
  drawing.get("eventBus").on("commandStack.changed", (event) => {
    able();
    panel.list();
    if (event.trigger !== "clear") saver.changed();
  });
  const acts: Record<string, () => void> = {
    undo: () => stack.undo(),
    redo: () => stack.redo(),
    fit: () => fit(drawing, 0.1),
    save: () => void saver.save(),
    mine: () => {
      hide(frame, "conflict");
      saver.goOn();
    },
    theirs: () => {
      saver.forget();
      window.location.reload();
    },
    drop: () => {
      saver.forget();
      hide(frame, "kept");
    },
    "take-up": () => void takeUp(frame, drawing, saver, panel),
  };
  frame.addEventListener("click", (event) => {
    const act = (event.target as Element).closest<HTMLElement>("[data-act]")?.dataset.act;
    if (act) acts[act]?.();
  });
  frame.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      void saver.save();
    }
  });
}

/** Offer what an earlier visit left in this browser. */
function offerKept(frame: HTMLElement, saver: Saver, words: Record<string, string>): void {
  const left = saver.left();
  if (!left) return;
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  notice(frame, "kept", (words.kept ?? "").replace("%(time)s", time.format(left.at)));
}

async function takeUp(frame: HTMLElement, drawing: Drawing, saver: Saver, panel: Panel): Promise<void> {
  const left = saver.left();
  hide(frame, "kept");
  if (!left) return;
  await drawing.importXML(left.xml);
  saver.revision = left.revision;
  panel.list();
  saver.changed();
}

/** Say every half minute that the editor is open, and tell who else has it open. */
function watchPresence(frame: HTMLElement, drawing: Drawing, words: Record<string, string>): void {
  let isFirst = true;
  const tell = async (): Promise<void> => {
    const answer = await fetch(frame.dataset.presentUrl ?? "", {
      method: "POST",
      headers: { "X-CSRFToken": frame.dataset.token ?? "" },
      body: new URLSearchParams(isFirst ? { findings: "yes" } : {}),
    });
    if (!answer.ok || answer.redirected) return;
    const told = (await answer.json()) as { others: string[]; findings: Finding[] };
    const line = part(frame, "[data-others]");
    const sentence = told.others.join(" ");
    if (line.textContent !== sentence) line.textContent = sentence;
    line.hidden = !told.others.length;
    if (isFirst) showFindings(frame, told.findings, drawing, words);
    isFirst = false;
  };
  const tryTo = (): void => void tell().catch(() => undefined); // without a connection nobody is told, and saving says so
  tryTo();
  window.setInterval(tryTo, PRESENCE);
}

function showFindings(frame: HTMLElement, found: Finding[], drawing: Drawing, words: Record<string, string>): void {
  part(frame, "[data-clear]").textContent = found.length ? "" : (words.clear ?? "");
  const rows = found.map((one) => {
    const row = document.createElement("li");
    const shape = drawing.get("elementRegistry").get(one.element);
    const text = document.createElement(shape ? "button" : "span");
    text.textContent = one.sentence;
    if (shape) {
      text.className = "editor-finding";
      (text as HTMLButtonElement).type = "button";
      text.addEventListener("click", () => choose(drawing, shape));
    }
    row.append(tag(one), text);
    return row;
  });
  part(frame, "[data-findings]").replaceChildren(...rows);
}

function tag(one: Finding): HTMLElement {
  const label = document.createElement("span");
  label.className = "ds-tag";
  label.dataset.color = OTHER_COLOURS[one.level] ?? "neutral";
  label.textContent = one.word;
  return label;
}

function notice(frame: HTMLElement, name: string, sentence: string): void {
  part(frame, `[data-${name}-text]`).textContent = sentence;
  part(frame, `[data-${name}]`).hidden = false;
}

function hide(frame: HTMLElement, name: string): void {
  part(frame, `[data-${name}]`).hidden = true;
}

function say(frame: HTMLElement, sentence: string): void {
  part(frame, "[data-status]").textContent = sentence;
}

function button(frame: HTMLElement, act: string): HTMLButtonElement {
  return part(frame, `[data-act="${act}"]`) as HTMLButtonElement;
}

function part(frame: HTMLElement, selector: string): HTMLElement {
  const found = frame.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`The page of the editor has no ${selector}.`);
  return found;
}
