/**
 * The commands that are there on every page: the palette, the shortcuts and Electron's menu are made from this one table.
 * `keys`: modifiers joined by `+` (`Ctrl` is Command on a Mac); two keys pressed one after the other have a space between.
 * Browsers keep some keys to themselves (Ctrl+1..8), therefore a second way. Pages add commands of their own.
 */
export interface StudioCommand {
  id: string;
  keys: readonly string[];
  menu: 'file' | 'go' | 'view' | 'help';
}

export const studioCommands = [
  { id: 'open-folder', keys: ['Ctrl+O'], menu: 'file' },
  { id: 'open-sample', keys: [], menu: 'file' },
  { id: 'import-model', keys: [], menu: 'file' },
  { id: 'settings', keys: ['Ctrl+,'], menu: 'file' },
  { id: 'go-projects', keys: ['g p'], menu: 'go' },
  { id: 'go-data', keys: ['Ctrl+1', 'g 1'], menu: 'go' },
  { id: 'go-model', keys: ['Ctrl+2', 'g 2'], menu: 'go' },
  { id: 'go-train', keys: ['Ctrl+3', 'g 3'], menu: 'go' },
  { id: 'go-evaluate', keys: ['Ctrl+4', 'g 4'], menu: 'go' },
  { id: 'go-use', keys: ['Ctrl+5', 'g 5'], menu: 'go' },
  { id: 'go-studies', keys: ['Ctrl+6', 'g 6'], menu: 'go' },
  { id: 'go-models', keys: ['g m'], menu: 'go' },
  { id: 'next-step', keys: ['Ctrl+Enter'], menu: 'go' },
  { id: 'palette', keys: ['Ctrl+K'], menu: 'view' },
  { id: 'inspector', keys: ['Ctrl+I'], menu: 'view' },
  { id: 'theme', keys: [], menu: 'view' },
  { id: 'shortcuts', keys: ['?'], menu: 'help' },
] as const satisfies readonly StudioCommand[];

export type StudioCommandId = (typeof studioCommands)[number]['id'];
