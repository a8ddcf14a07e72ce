import path from 'node:path';

/** Files that the program made and a page may fetch under `/api/files/<name>`; only what was registered can be. */
export interface FinishedFiles {
  /** The name under which a file (its absolute path) is served; the same file keeps its name. */
  register(file: string): string;
  /** Where a name's file lies; undefined for a name that was never given. It may be gone from the disk. */
  lookup(name: string): string | undefined;
}

/** The oldest are forgotten, so that a program that runs for months does not grow. */
const usuallyKept = 1000;

export function createFinishedFiles(kept = usuallyKept): FinishedFiles {
  const files = new Map<string, string>();

  function nameFor(file: string): string {
    const { name, ext } = path.parse(file);
    // What the door takes for a plain name, whatever the file is called.
    const plain = `${name.replace(/[^\p{L}\p{N} ._-]/gu, '_').replace(/^\.+/, '')}`.slice(0, 150) || 'file';
    for (let number = 1; ; number++) {
      const candidate = `${plain}${number === 1 ? '' : `-${number}`}${ext.replace(/[^.\w]/g, '_').slice(0, 20)}`;
      if (!files.has(candidate)) return candidate;
    }
  }

  return {
    register(file) {
      for (const [name, known] of files) if (known === file) return name;
      const name = nameFor(file);
      files.set(name, file);
      if (files.size > kept) files.delete(files.keys().next().value!);
      return name;
    },
    lookup: (name) => files.get(name),
  };
}
