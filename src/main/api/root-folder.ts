import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../core/errors.ts';
import { homeFolder } from '../../core/files/home-folder.ts';
import { isInside } from '../../core/files/is-inside.ts';
import type { Door } from './desk.ts';

/**
 * The real path of a file or folder that a page named, links resolved: inside the door's root folder, or what the person pointed at, or refused. Every path of a
 * call's input goes through here. `~` is the user's home, as people type it.
 * @throws StudioError `bad-usage` where it is relative or outside, `not-found`
 */
export async function insideRoot(door: Pick<Door, 'rootFolder' | 'pointedAt'>, given: string, field: string): Promise<string> {
  const typed = given.replace(/^~(?=\/|$)/, homeFolder);
  if (typed.includes('\0') || !path.isAbsolute(typed)) {
    throw new StudioError('bad-usage', `"${given.replaceAll('\0', '\\0')}" is no whole path`, {
      values: { kind: 'path-not-whole', path: given },
      field,
      hint: 'Give it from / on.',
    });
  }
  const root = await realpath(door.rootFolder);
  // Before the disk is asked, so that a page cannot find out what lies elsewhere; after it, for links that lead out.
  const open = [root, ...door.pointedAt];
  if (![path.resolve(door.rootFolder), ...open].some((folder) => isInside(folder, path.resolve(typed)))) throw outside(given, root, field);
  const real = await realpath(typed).catch((error: NodeJS.ErrnoException) => {
    if (!['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'].includes(error.code ?? '')) throw error;
    const why = error.code === 'EACCES' ? 'may not be read' : 'is not there';
    throw new StudioError('not-found', `${given} ${why}`, {
      values: { kind: error.code === 'EACCES' ? 'path-unreadable' : 'path-not-there', path: given },
      field,
      hint: 'Check its spelling and that the disk is connected.',
    });
  });
  if (!open.some((folder) => isInside(folder, real))) throw outside(given, root, field);
  return real;
}

const outside = (given: string, root: string, field: string): StudioError =>
  new StudioError('bad-usage', `${given} lies outside of ${root}`, {
    values: { kind: 'path-outside', path: given, root },
    field,
    hint: 'This page may only look there. Start the program with --root <folder> to allow another folder.',
  });
