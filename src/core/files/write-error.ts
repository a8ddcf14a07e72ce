import { StudioError } from '../errors.ts';

/** Why a file cannot be written, by the system's code; what is not listed is a fault of the program. */
const reasons: Readonly<Record<string, string>> = {
  EROFS: 'the disk is read-only',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EBUSY: 'another program holds it, or it is a mount',
  ETXTBSY: 'it is a program that runs',
  EIO: 'the disk reports an error',
  EFBIG: 'it is larger than the file system or a limit of this process allows',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  ENOENT: 'its folder is not there',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead nowhere',
  EEXIST: 'something else is in its place',
  ENOTEMPTY: 'something else is in its place',
};

/**
 * A failed write as an error a person can act on; anything else as it is.
 * @param field the option that named the file, where a person chose it
 * @returns StudioError `out-of-disk`, `bad-usage` (with `field`), `not-writable` (without)
 */
export function namedWriteError(error: unknown, file: string, field?: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (error instanceof StudioError) return error;
  const details = field === undefined ? { cause: error } : { field, cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StudioError('out-of-disk', `The disk is full: ${file} could not be written.`, {
      ...details,
      values: { kind: 'disk-full', file },
      hint: `Free some space (graft cache clear, graft runs delete)${field === undefined ? '' : ' or choose a place on another disk'} and try again.`,
    });
  }
  const reason = reasons[code];
  if (reason === undefined) return error;
  const values = { kind: field === undefined ? 'cannot-write' : 'cannot-write-there', file, why: code };
  return field === undefined
    ? new StudioError('not-writable', `${file} cannot be written: ${reason} (${code}).`, { ...details, values, hint: 'Check the folder, its owner and its disk.' })
    : new StudioError('bad-usage', `${file} cannot be written: ${reason} (${code}).`, {
        ...details,
        values,
        hint: 'Choose a folder that exists and may be written to, and a name for the file in it.',
      });
}

/** Whether nothing can be written there: for what is better kept than not, but needed by nobody. */
export const isUnwritable = (error: unknown): boolean =>
  error instanceof StudioError && ['not-writable', 'out-of-disk', 'bad-usage'].includes(error.code);
