import { takesText } from '../composables/shortcut.ts';
import { runCommand } from './commands.ts';

/** Obeys an item of Electron's menu. What is undone there is what was typed, where something is typed into, else what was done to the pictures. */
export function obeyMenu(id: string): void {
  const isStep = id === 'undo' || id === 'redo';
  // No other call reaches what a field remembers of its own.
  if (isStep && takesText(document.activeElement)) document.execCommand(id);
  else runCommand(isStep ? `wall-${id}` : id);
}
