import { decodeHost, decodeProcesses } from '../../images/decode-host.ts';
import type { Inspection } from '../../images/inspect.ts';
import type { ScannedFile } from '../../store/images.ts';
import { fileFault } from './walk-folder.ts';

export type Verdict = Pick<ScannedFile, 'sha256' | 'width' | 'height' | 'problem' | 'problemValues' | 'isDim'>;

/** Files looked at together: one for each decode process, and those that wait for the next to be free. */
export const filesAtOnce = decodeProcesses + 2;

/**
 * Reads a regular file once, in a decode process: its sha256, and its size in pixels when it decodes, else the reason why not.
 * 'no-image' for what neither claims by its name nor shows by its first bytes to be a picture. No file makes it throw.
 * @throws StudioError `internal` where decode processes do not start
 */
export async function inspectFile(file: string): Promise<Verdict | 'no-image'> {
  const found = await decodeHost().run({ kind: 'inspect', source: file });
  return found.kind === 'other' ? 'no-image' : verdictOf(found, file);
}

/** What an inspection says, as it is stored. */
export function verdictOf(found: Exclude<Inspection, { kind: 'other' }>, file: string): Verdict {
  const { sha256 } = found;
  if (found.kind === 'picture') return { sha256, width: found.width, height: found.height, isDim: found.isDim, problem: null };
  const { reason, values } = found.errorCode === 'ENOENT' ? fileFault({ code: 'ENOENT' }, file) : found;
  return { sha256, width: null, height: null, problem: reason, problemValues: values };
}
