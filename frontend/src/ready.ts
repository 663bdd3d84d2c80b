/** Call `enhance` for every element that matches, now and in each piece of page htmx brings later. */
export function whenPresent<T extends Element>(selector: string, enhance: (element: T) => void): void {
  const seen = new WeakSet<Element>();
  const run = (): void => {
    for (const element of document.querySelectorAll<T>(selector)) {
      if (seen.has(element)) continue;
      seen.add(element);
      enhance(element);
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run, { once: true });
  else run();
  document.addEventListener("htmx:after:swap", run);
}
