// What the panel says of a choice and of the ways out of it: where they lead, the answer on each, and which is taken in
// all other cases.
import { blame } from "./blame";
import { type Drawing, type Shape, choose } from "./drawing";
import { conditionOf, isOtherwise, landingOf, othersOf, waysOf, writeOtherwise } from "./ways";

export class WayPanel {
  constructor(
    private readonly frame: HTMLElement,
    private readonly drawing: Drawing,
    private readonly words: Record<string, string>,
    private readonly called: (shape: Shape) => string,
  ) {}

  /** Return how a way is called in the list of parts. */
  title(way: Shape): string {
    return this.said(way, "wayOf", { question: way.source ? this.called(way.source) : "" });
  }

  /** Show the ways out of a choice, each as a button that leads to it. */
  showChoice(shape: Shape): void {
    const rows = waysOf(shape).map((way) => {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "editor-link";
      button.textContent = this.said(way, "way", {});
      button.addEventListener("click", () => this.go(way, "#editor-answer"));
      row.append(button);
      return row;
    });
    this.at("[data-ways]").replaceChildren(...rows);
  }

  /** Show where a way comes from and leads to, its answer, and whether it is taken in all other cases. */
  showWay(way: Shape): void {
    const { source } = way;
    const question = source ? this.called(source) : "";
    const back = this.at<HTMLButtonElement>("[data-way-from]");
    back.textContent = question;
    back.onclick = () => source && this.go(source, "#editor-name");
    this.at("[data-way-to]").textContent = this.landing(way);
    this.answer.value = answerOf(way);
    this.otherwise.checked = isOtherwise(way);
    const other = othersOf(way).find(isOtherwise);
    const taken = other ? this.filled("otherwiseNow", { target: this.landing(other) }) : "";
    this.at("[data-otherwise-now]").textContent = taken;
    const condition = conditionOf(way);
    this.at("[data-machine]").hidden = !condition;
    this.at("[data-machine-text]").textContent = condition;
    blame(this.answer, this.fault(way));
  }

  /** Write an answer: the name of the flow, as one line. */
  writeAnswer(way: Shape, text: string): void {
    const answer = text.replace(/\s+/g, " ");
    if (answer === answerOf(way)) return;
    this.drawing.get("modeling").updateLabel(way, answer);
  }

  writeOtherwise(way: Shape, isTaken: boolean): void {
    writeOtherwise(this.drawing, way, isTaken);
  }

  /** Return what is to be mended in an answer, blank for nothing. */
  private fault(way: Shape): string {
    const answer = answerOf(way);
    if (!answer) return isOtherwise(way) ? "" : (this.words.noAnswer ?? "");
    const same = othersOf(way).find((one) => answerOf(one).toLowerCase() === answer.toLowerCase());
    return same ? this.filled("sameAnswer", { target: this.landing(same) }) : "";
  }

  private landing(way: Shape): string {
    const target = landingOf(way);
    return target ? this.called(target) : "";
  }

  private go(shape: Shape, field: string): void {
    choose(this.drawing, shape);
    this.at(field).focus();
  }

  private said(way: Shape, sentence: string, values: Record<string, string>): string {
    const answer = answerOf(way) || (isOtherwise(way) ? "" : (this.words.notNamed ?? ""));
    const said = [answer, isOtherwise(way) ? (this.words.otherwise ?? "") : ""].filter(Boolean).join(", ");
    return this.filled(sentence, { answer: said, target: this.landing(way), ...values });
  }

  private filled(sentence: string, values: Record<string, string>): string {
    return (this.words[sentence] ?? "").replace(/%\((\w+)\)s/g, (_all, name: string) => values[name] ?? "");
  }

  private get answer(): HTMLInputElement {
    return this.at("#editor-answer");
  }

  private get otherwise(): HTMLInputElement {
    return this.at("#editor-otherwise");
  }

  private at<T extends HTMLElement>(selector: string): T {
    const found = this.frame.querySelector<T>(selector);
    if (!found) throw new Error(`The panel has no ${selector}.`);
    return found;
  }
}

function answerOf(way: Shape): string {
  return String(way.businessObject.get("name") ?? "")
    .replace(/\s+/g, " ")
    .trim();
}
