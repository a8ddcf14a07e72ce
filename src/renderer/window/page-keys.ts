/** Keys that a page has, told also where another page is open; `label` is what they do, by its message. */
export interface PageKeys {
  readonly label: string;
  readonly keys: readonly string[];
}

const wallKeys: readonly PageKeys[] = [
  { label: 'wall.typeClass', keys: ['c'] },
  { label: 'wall.exclude', keys: ['x', 'Delete'] },
  { label: 'common.undo', keys: ['Ctrl+Z'] },
  { label: 'common.redo', keys: ['Ctrl+Shift+Z', 'Ctrl+Y'] },
  { label: 'wall.seen.toggle', keys: ['v'] },
  { label: 'wall.selectAll', keys: ['Ctrl+A'] },
  { label: 'wall.selectNone', keys: ['Escape'] },
  { label: 'wall.largeView', keys: ['l'] },
  { label: 'wall.larger', keys: ['+', '='] },
  { label: 'wall.smaller', keys: ['-'] },
];

/** By the name of the page's route. */
export const pageKeys: Readonly<Record<string, readonly PageKeys[]>> = {
  data: [...wallKeys, { label: 'data.searchCommand', keys: ['/', 'Ctrl+F'] }, { label: 'data.suggest.open', keys: ['n'] }],
  evaluate: [...wallKeys, { label: 'evaluate.heat.switch', keys: ['h'] }],
};
