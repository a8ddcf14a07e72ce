import { mostRecipeText } from '../../shared/most-recipe-text.ts';
import { recipeTextInOnnx } from '../../shared/recipe-in-onnx.ts';

/** What was dropped, sorted by what can be done with it. */
export interface Dropped {
  folders: File[];
  pictures: File[];
  models: File[];
  /** Reports of runs, manifests of exports and ONNX files, which are no base model: settings to take up. */
  papers: File[];
  /** ZIP files: exports are downloaded as such. */
  archives: File[];
}

const picture = /\.(jpe?g|png|gif|bmp|webp|tiff?|avif|heic)$/i;
const paper = /(\.html?|\.onnx|^manifest\.json)$/i;
const model = /\.(safetensors|pth|pt|bin|ckpt|pth\.tar)$/i;

/** `isFolder` is what the entry of each file says; a folder comes as a file without a type. */
export function sortDropped(items: readonly { file: File; isFolder: boolean }[]): Dropped {
  const files = items.filter((item) => !item.isFolder).map((item) => item.file);
  return {
    folders: items.filter((item) => item.isFolder).map((item) => item.file),
    pictures: files.filter((file) => file.type.startsWith('image/') || picture.test(file.name)),
    models: files.filter((file) => model.test(file.name)),
    papers: files.filter((file) => paper.test(file.name)),
    archives: files.filter((file) => /\.zip$/i.test(file.name)),
  };
}

export function droppedItems(transfer: DataTransfer): { file: File; isFolder: boolean }[] {
  return [...transfer.items].flatMap((item) => {
    const file = item.kind === 'file' ? item.getAsFile() : null;
    return file ? [{ file, isFolder: item.webkitGetAsEntry()?.isDirectory ?? false }] : [];
  });
}

/** The manifest of an export whose folder was dropped; null of other folders. Called while the drop is heard: a browser forgets it afterwards. */
export async function droppedManifest(transfer: DataTransfer): Promise<File | null> {
  const folders = [...transfer.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry?.isDirectory ? [entry as FileSystemDirectoryEntry] : [];
  });
  for (const folder of folders) {
    const file = await fileIn(folder, 'manifest.json');
    if (file && isManifest(await settingsInFile(file))) return file;
  }
  return null;
}

/** Null where there is none, or none that may be read. */
const fileIn = (folder: FileSystemDirectoryEntry, name: string): Promise<File | null> =>
  new Promise((found) => {
    const none = () => found(null);
    folder.getFile(name, {}, (entry) => (entry as FileSystemFileEntry).file(found, none), none);
  });

const isManifest = (text: string): boolean => text.includes('"formatVersion"') && text.includes('"preprocessing"');

/** What may hold settings: the end of a report, all of a manifest, which is shorter, and of an ONNX file what stands in it of them ('': nothing). */
export async function settingsInFile(file: File): Promise<string> {
  const end = file.slice(-mostRecipeText);
  return /\.onnx$/i.test(file.name) ? (recipeTextInOnnx(new Uint8Array(await end.arrayBuffer())) ?? '') : end.text();
}
