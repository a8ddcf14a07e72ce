/**
 * The commands that are there on every page: the palette, the shortcuts and Electron's menu are made from this one table.
 * `keys`: modifiers joined by `+` (`Ctrl` is Command on a Mac); two keys pressed one after the other have a space between.
 * Browsers keep some keys to themselves (Ctrl+1..8), therefore a second way. Pages add commands of their own.
 */
export interface StudioCommand {
  id: string;
  /** For the menu; the window itself says it in its own language. */
  label: string;
  keys: readonly string[];
  menu: 'file' | 'go' | 'view' | 'help';
}

export const studioCommands = [
  { id: 'open-folder', label: 'Open a folder of images…', keys: ['Ctrl+O'], menu: 'file' },
  { id: 'open-sample', label: 'Try the sample', keys: [], menu: 'file' },
  { id: 'import-model', label: 'Import a model file…', keys: [], menu: 'file' },
  { id: 'settings', label: 'Settings', keys: ['Ctrl+,'], menu: 'file' },
  { id: 'go-projects', label: 'Projects', keys: ['g p'], menu: 'go' },
  { id: 'go-data', label: 'Data', keys: ['Ctrl+1', 'g 1'], menu: 'go' },
  { id: 'go-model', label: 'Base model', keys: ['Ctrl+2', 'g 2'], menu: 'go' },
  { id: 'go-train', label: 'Train', keys: ['Ctrl+3', 'g 3'], menu: 'go' },
  { id: 'go-evaluate', label: 'Evaluate', keys: ['Ctrl+4', 'g 4'], menu: 'go' },
  { id: 'go-use', label: 'Use', keys: ['Ctrl+5', 'g 5'], menu: 'go' },
  { id: 'go-models', label: 'Model library', keys: ['g m'], menu: 'go' },
  { id: 'palette', label: 'All commands…', keys: ['Ctrl+K'], menu: 'view' },
  { id: 'inspector', label: 'Inspector', keys: ['Ctrl+I'], menu: 'view' },
  { id: 'theme', label: 'Light or dark', keys: [], menu: 'view' },
  { id: 'shortcuts', label: 'Keyboard shortcuts', keys: ['?'], menu: 'help' },
] as const satisfies readonly StudioCommand[];

export type StudioCommandId = (typeof studioCommands)[number]['id'];
