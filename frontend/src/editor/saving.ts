// Saving: some seconds after the last change, at once when asked or when the page is hidden. Until the server has a
// change, a copy lies in the browser's storage. What was saved meanwhile by others is never written over unasked.

export interface Finding {
  element: string;
  level: string;
  word: string;
  sentence: string;
}

interface Answer {
  saved?: string;
  kept?: string;
  sentence?: string;
  findings?: Finding[];
}

export interface Kept {
  xml: string;
  revision: string;
  removed: string[];
  at: number;
}

export interface Screen {
  say(sentence: string): void;
  conflict(sentence: string): void;
  findings(found: Finding[]): void;
}

interface Source {
  url: string;
  token: string;
  words: Record<string, string>;
  storageKey: string;
  file(): Promise<string>;
  screen: Screen;
}

const SOON = 3_000;
const LATEST = 20_000;
const AGAIN = [5_000, 10_000, 30_000];

export class Saver {
  revision = "";
  isOver = false; // what is saved stands instead of another drawing, which is kept as a copy
  private held = new Set<string>(); // the ids the editor held when it opened the file, and each time it was sent
  private theirs = ""; // the revision of what others saved meanwhile
  private changes = 0;
  private saved = 0; // how many of the changes the server has
  private changedAt = 0; // when the first of the others was made
  private timer = 0;
  private tries = 0;
  private isSaving = false;
  private isStopped = false;

  constructor(private readonly source: Source) {
    window.addEventListener("online", () => this.isChanged && this.plan(0));
    document.addEventListener("visibilitychange", () => document.hidden && this.isChanged && void this.save());
    window.addEventListener("beforeunload", (event) => {
      if (this.isChanged) event.preventDefault();
    });
  }

  get isChanged(): boolean {
    return this.changes > this.saved;
  }

  /** Take what the editor holds now as what the server has. */
  async begin(revision: string): Promise<void> {
    this.revision = revision;
    this.held = idsIn(await this.source.file());
  }

  /** Note a change: keep it in the browser, and save it soon. */
  changed(): void {
    if (!this.isChanged) this.changedAt = Date.now();
    this.changes += 1;
    void this.keep();
    if (this.isStopped) return;
    this.source.screen.say(this.source.words.changed ?? "");
    this.plan(Math.min(SOON, Math.max(0, this.changedAt + LATEST - Date.now())));
  }

  /** Send what the editor holds. */
  async save(): Promise<void> {
    if (this.isSaving || this.isStopped || !this.isChanged) return;
    this.isSaving = true;
    window.clearTimeout(this.timer);
    const count = this.changes;
    this.source.screen.say(this.source.words.saving ?? "");
    try {
      await this.send(await this.source.file(), count);
    } catch {
      this.failed(this.source.words.lost ?? "");
    }
    this.isSaving = false;
    if (this.isChanged && !this.isStopped && !this.tries) this.plan(SOON);
  }

  /** Go on after a conflict with what this editor holds; the other drawing is kept as a copy. */
  goOn(): void {
    this.isOver = true;
    this.isStopped = false;
    this.revision = this.theirs;
    this.changes += 1;
    void this.save();
  }

  /** Return what this browser kept of an earlier visit, if the server never got it. */
  left(): Kept | null {
    const text = window.localStorage.getItem(this.source.storageKey);
    return text ? (JSON.parse(text) as Kept) : null;
  }

  /** Forget what this browser keeps. */
  forget(): void {
    window.localStorage.removeItem(this.source.storageKey);
    this.saved = this.changes;
  }

  private async send(xml: string, count: number): Promise<void> {
    const { url, token, words } = this.source;
    const body = JSON.stringify({ xml, removed: this.removedIn(xml), over: this.isOver });
    for (const id of idsIn(xml)) this.held.add(id);
    const answer = await fetch(url, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "If-Match": `"${this.revision}"`, "X-CSRFToken": token },
      body,
    });
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json") ?? false;
    if (!isOurs) {
      this.failed((answer.redirected || answer.status === 403 ? words.loggedOut : words.lost) ?? "");
      return;
    }
    const told = (await answer.json()) as Answer;
    if (answer.ok) this.arrived(answer, told, count);
    else if (answer.status === 412) this.stopped(answer, told);
    else {
      this.isStopped = answer.status === 409;
      this.failed(`${words.refused ?? ""} ${told.sentence ?? ""}`);
    }
  }

  private arrived(answer: Response, told: Answer, count: number): void {
    this.revision = plain(answer.headers.get("ETag"));
    this.tries = 0;
    this.isOver = false;
    this.saved = count;
    this.changedAt = Date.now();
    if (!this.isChanged) window.localStorage.removeItem(this.source.storageKey);
    const sentence = this.isChanged ? this.source.words.changed : [told.saved, told.kept].filter(Boolean).join(". ");
    this.source.screen.say(sentence ?? "");
    this.source.screen.findings(told.findings ?? []);
  }

  private stopped(answer: Response, told: Answer): void {
    this.isStopped = true;
    this.tries = 0;
    this.theirs = plain(answer.headers.get("ETag"));
    this.source.screen.say(this.source.words.refused ?? "");
    this.source.screen.conflict(told.sentence ?? "");
  }

  private failed(sentence: string): void {
    this.source.screen.say(sentence);
    if (!this.isStopped) this.plan(AGAIN[Math.min(this.tries, AGAIN.length - 1)] ?? LATEST);
    this.tries += 1;
  }

  private plan(inTime: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), inTime);
  }

  private async keep(): Promise<void> {
    const xml = await this.source.file();
    if (!this.isChanged) return;
    const kept: Kept = { xml, revision: this.revision, removed: this.removedIn(xml), at: Date.now() };
    try {
      window.localStorage.setItem(this.source.storageKey, JSON.stringify(kept));
    } catch {
      // The storage is full or closed: the server still gets the drawing.
    }
  }

  /** The elements that were taken out by hand: the editor held them, and does not any more. */
  private removedIn(xml: string): string[] {
    const now = idsIn(xml);
    return [...this.held].filter((id) => !now.has(id));
  }
}

export function plain(tag: string | null): string {
  return (tag ?? "").replace(/^W\//, "").replaceAll('"', "");
}

function idsIn(xml: string): Set<string> {
  const file = new DOMParser().parseFromString(xml, "application/xml");
  return new Set([...file.querySelectorAll("[id]")].map((element) => element.id));
}
