/** In lower case: what systems leave in every folder. */
export const systemNames = [
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '__macosx',
  '$recycle.bin',
  'system volume information',
  'lost+found',
  '@eadir',
  'icon\r',
];
const known = new Set(systemNames);

/** Hidden files and folders, and those that systems leave everywhere: never looked at. */
export const isSystemEntry = (name: string): boolean => name.startsWith('.') || known.has(name.toLowerCase());
