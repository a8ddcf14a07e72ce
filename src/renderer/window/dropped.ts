/** What was dropped, sorted by what can be done with it. */
export interface Dropped {
  folders: File[];
  pictures: File[];
  models: File[];
}

const picture = /\.(jpe?g|png|gif|bmp|webp|tiff?|avif|heic)$/i;
const model = /\.(safetensors|pth|pt|bin|ckpt|onnx|pth\.tar)$/i;

/** `isFolder` is what the entry of each file says; a folder comes as a file without a type. */
export function sortDropped(items: readonly { file: File; isFolder: boolean }[]): Dropped {
  const files = items.filter((item) => !item.isFolder).map((item) => item.file);
  return {
    folders: items.filter((item) => item.isFolder).map((item) => item.file),
    pictures: files.filter((file) => file.type.startsWith('image/') || picture.test(file.name)),
    models: files.filter((file) => model.test(file.name)),
  };
}

export function droppedItems(transfer: DataTransfer): { file: File; isFolder: boolean }[] {
  return [...transfer.items].flatMap((item) => {
    const file = item.kind === 'file' ? item.getAsFile() : null;
    return file ? [{ file, isFolder: item.webkitGetAsEntry()?.isDirectory ?? false }] : [];
  });
}
