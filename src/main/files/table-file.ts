import { open, realpath, stat } from 'node:fs/promises';
import { StudioError } from '../../core/errors.ts';
import { isInside } from '../../core/files/is-inside.ts';
import { createOutputFile, type OutputFile } from '../../core/files/output-file.ts';
import { byteOrderMark, csvLine } from '../../shared/csv.ts';

export interface TableOptions {
  /** The option that named the file. */
  field: string;
  /** Cells of the first line; they tell a table of the same kind from what else may lie there. */
  header: readonly string[];
  /** Pictures and folders that the command reads. */
  inputs?: readonly string[];
  /** Folder of an exported model that the command reads. */
  exportFolder?: string | null;
  /** Begins with a byte order mark, for Excel. */
  bom?: boolean;
  /** False where the header is written later, when all of it is known. */
  hasHeader?: boolean;
}

/**
 * A CSV file with its header, checked before any work is done for it. In a folder that the command reads nothing is replaced but a table
 * with the same beginning: whatever else lies there is a person's.
 * @throws StudioError `bad-usage`, `not-writable`, `out-of-disk`
 */
export async function createTableFile(file: string, options: TableOptions): Promise<OutputFile> {
  const { field, header, inputs = [], exportFolder = null } = options;
  await refuseForeign(file, options);
  if (exportFolder !== null) await refuseForeign(file, { field, header, inputs: [exportFolder], folderIs: 'an exported model' });
  const output = await createOutputFile(file, { field, kind: 'text', inputs });
  if (options.hasHeader ?? true) await output.append(firstLine(header, options.bom));
  return output;
}

export const firstLine = (header: readonly string[], bom = false): string => (bom ? byteOrderMark : '') + csvLine(header);

/** Cells of a header that tell its kind; later ones follow from options. */
const tellingCells = 3;

/** A file and folders in which nothing of a person's is replaced; `header` null: nothing at all. */
interface Guarded {
  field: string;
  header: readonly string[] | null;
  inputs?: readonly string[];
  /** What `inputs` are, in words. */
  folderIs?: string;
}

/** @throws StudioError `bad-usage` where a folder that is read holds something else under this name */
export async function refuseForeign(file: string, { field, header, inputs = [], folderIs = 'a folder of pictures' }: Guarded): Promise<void> {
  const place = await realPlace(file);
  if (place === null) return;
  for (const input of inputs) {
    const folder = await realPlace(input);
    if (folder === null || place === folder || !isInside(folder, place)) continue;
    if (header && (await isTable(place, header))) continue;
    throw new StudioError('bad-usage', `${file} lies in ${input}, ${folderIs}, and is not what this command writes; it is not replaced.`, {
      field,
      hint: 'Choose another name.',
    });
  }
}

/** For a table that nobody named, beside one that somebody did. @throws StudioError `bad-usage` where something else has its name */
export async function refuseOther(file: string, { field, header }: Pick<TableOptions, 'field' | 'header'>): Promise<void> {
  const place = await realPlace(file);
  if (place === null || (await isTable(place, header))) return;
  throw new StudioError('bad-usage', `${file} would be written too, and what is there is not what this command writes; it is not replaced.`, {
    field,
    hint: 'Choose another name.',
  });
}

/** Whether a file is a table of this kind, or empty; what is no file is for whoever opens it to refuse. */
const isTable = (place: string, header: readonly string[]): Promise<boolean> =>
  beginsWith(place, csvLine(header.slice(0, tellingCells)).trimEnd());

/** Null where nothing is there, or where it cannot be looked at: opening it says why. */
async function realPlace(file: string): Promise<string | null> {
  try {
    return await realpath(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ENAMETOOLONG', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

async function beginsWith(file: string, text: string): Promise<boolean> {
  if (!(await stat(file)).isFile()) return true;
  const handle = await open(file);
  try {
    const wanted = Buffer.from(text);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted.length + 3), 0, wanted.length + 3, 0);
    const start = buffer.subarray(0, bytesRead).toString().replace(byteOrderMark, '');
    return bytesRead === 0 || start.startsWith(text);
  } finally {
    await handle.close();
  }
}
