const body = '.dialog-body';
const choices = [
  '[data-autofocus]',
  // Text alone, for the arrow keys.
  `${body}[tabindex="0"]`,
  `${body} input:not(:disabled), ${body} select:not(:disabled), ${body} textarea:not(:disabled)`,
  `${body} a[href], ${body} button:not(:disabled)`,
  '.dialog-foot button:not(:disabled)',
];

/** Where a dialog's focus begins: never on its closing cross, which the keyboard has Escape for. */
export function focusFirst(event: Event): void {
  const dialog = event.target;
  if (!(dialog instanceof HTMLElement)) return;
  const found = choices.map((choice) => dialog.querySelector<HTMLElement>(choice)).find((element) => element !== null);
  if (!found) return;
  event.preventDefault();
  found.focus();
}
