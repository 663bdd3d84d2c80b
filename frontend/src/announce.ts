/** Say one sentence to screen readers through the page's status line. */
export function announce(sentence: string): void {
  const line = document.getElementById("status-line");
  if (line) line.textContent = sentence;
}
