import { StudioError } from '../../errors.ts';
import { decodeHost, decodeProcesses, type DecodeHost } from '../../images/decode-host.ts';
import type { Inspection } from '../../images/inspect.ts';
import type { ScannedFile } from '../../store/scanned-file.ts';
import { fileFault } from './walk-folder.ts';

export type Verdict = Pick<ScannedFile, 'sha256' | 'width' | 'height' | 'problem' | 'problemValues' | 'isDim'>;

/** Files looked at together: one for each decode process, and those that wait for the next to be free. */
export const filesAtOnce = decodeProcesses + 2;

/** Files that one message asks for: it costs as much as a small picture. */
export const filesAMessage = 32;

/**
 * Reads a regular file once, in a decode process: its sha256, and its size in pixels when it decodes, else the reason why not.
 * 'no-image' for what neither claims by its name nor shows by its first bytes to be a picture. No file makes it throw.
 * @throws StudioError `internal` where decode processes do not start, `cancelled` where they were ended
 */
export async function inspectFile(file: string, host: DecodeHost = decodeHost()): Promise<Verdict | 'no-image'> {
  try {
    return verdictFor(await host.run({ kind: 'inspect', source: file }), file);
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'bad-image') throw error;
    // It broke its process, hung or took all memory.
    return { sha256: null, width: null, height: null, problem: error.message, problemValues: error.values ?? null };
  }
}

/** {@link inspectFile} of the first of these files, and of as many behind it as a decode process is done with in a moment. */
export async function inspectFiles(files: readonly string[], host: DecodeHost = decodeHost()): Promise<(Verdict | 'no-image')[]> {
  if (files.length > 1) {
    try {
      const found = await host.run({ kind: 'inspect-files', files });
      return found.map((each, i) => verdictFor(each, files[i]!));
    } catch (error) {
      if (!(error instanceof StudioError) || error.code !== 'bad-image') throw error;
      // One of them ended its process. Alone it shows which.
    }
  }
  return Promise.all(files.map((file) => inspectFile(file, host)));
}

const verdictFor = (found: Inspection, file: string): Verdict | 'no-image' => (found.kind === 'other' ? 'no-image' : verdictOf(found, file));

/** What an inspection says, as it is stored. */
export function verdictOf(found: Exclude<Inspection, { kind: 'other' }>, file: string): Verdict {
  const { sha256 } = found;
  if (found.kind === 'picture') return { sha256, width: found.width, height: found.height, isDim: found.isDim, problem: null };
  const { reason, values } = found.errorCode === 'ENOENT' ? fileFault({ code: 'ENOENT' }, file) : found;
  return { sha256, width: null, height: null, problem: reason, problemValues: values };
}
