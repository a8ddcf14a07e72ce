/** A folder with pictures in it or below it. */
export interface FolderNode {
  readonly folders: Map<string, FolderNode>;
  /** Pictures that lie directly in it. */
  own: number;
  /** Pictures in it and below it. */
  all: number;
}

const emptyFolder = (): FolderNode => ({ folders: new Map(), own: 0, all: 0 });

/** The folders of pictures, from their paths (relative, `/`). */
export function folderTree(paths: Iterable<string>): FolderNode {
  const root = emptyFolder();
  for (const path of paths) {
    let node = root;
    node.all += 1;
    for (let start = 0, end = path.indexOf('/'); end >= 0; start = end + 1, end = path.indexOf('/', start)) {
      const name = path.slice(start, end);
      let next = node.folders.get(name);
      if (!next) node.folders.set(name, (next = emptyFolder()));
      node = next;
      node.all += 1;
    }
    node.own += 1;
  }
  return root;
}

/** A folder by its place. */
export interface PlacedFolder {
  readonly node: FolderNode;
  /** Its path with `/` at the end; empty for the root. */
  readonly prefix: string;
}

/** Goes down while a folder holds one folder alone and `goesOn` says so of it. */
export function descend(from: PlacedFolder, goesOn: (name: string, inside: FolderNode, around: FolderNode) => boolean): PlacedFolder {
  let { node, prefix } = from;
  for (;;) {
    const [only] = node.folders;
    if (!only || node.folders.size > 1 || !goesOn(only[0], only[1], node)) return { node, prefix };
    prefix = `${prefix}${only[0]}/`;
    node = only[1];
  }
}
