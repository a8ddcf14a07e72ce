import path from 'node:path';
import { StudioError } from '../../errors.ts';
import { decodeHost, decodeProcesses, type DecodeHost } from '../../images/decode-host.ts';
import type { InspectedFile, Inspection } from '../../images/inspect.ts';
import type { ScannedFile } from '../../store/scanned-file.ts';
import { fileFault, lookAtFile, type UnusableFile, type WalkedFile } from './walk-folder.ts';

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

/** A file as it was before it was read, and what it holds; or why it can be nothing. */
export type FoundFile = 'no-image' | { readonly file: WalkedFile; readonly verdict: Verdict } | UnusableFile;

/** {@link inspectFile} of the first of these files below `root`, and of as many behind it as a decode process is done with in a moment. */
export async function inspectFiles(root: string, files: readonly string[], host: DecodeHost = decodeHost()): Promise<FoundFile[]> {
  const together = files.length > 1 ? await inspectedTogether(files.map((file) => path.join(root, file)), host) : null;
  if (!together) return Promise.all(files.map((file) => inspectAlone(root, file, host)));
  return Promise.all(
    together.map(({ found, state }, i) => {
      const file = files[i]!;
      const verdict = verdictFor(found, file);
      if (verdict === 'no-image') return verdict;
      // What is wrong with one that was not even read is said by what it is.
      return state ? { file: { path: file, ...state }, verdict } : inspectAlone(root, file, host);
    }),
  );
}

/** Null where one of them ended its process: alone it shows which. */
async function inspectedTogether(files: readonly string[], host: DecodeHost): Promise<readonly InspectedFile[] | null> {
  try {
    return await host.run({ kind: 'inspect-files', files });
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'bad-image') throw error;
    return null;
  }
}

async function inspectAlone(root: string, relative: string, host: DecodeHost): Promise<FoundFile> {
  // Before the content: what is written meanwhile must look new to the next scan.
  const file = await lookAtFile(root, relative);
  if ('reason' in file) return file;
  const verdict = await inspectFile(path.join(root, relative), host);
  return verdict === 'no-image' ? verdict : { file, verdict };
}

const verdictFor = (found: Inspection, file: string): Verdict | 'no-image' => (found.kind === 'other' ? 'no-image' : verdictOf(found, file));

/** What an inspection says, as it is stored. */
export function verdictOf(found: Exclude<Inspection, { kind: 'other' }>, file: string): Verdict {
  const { sha256 } = found;
  if (found.kind === 'picture') return { sha256, width: found.width, height: found.height, isDim: found.isDim, problem: null };
  const { reason, values } = found.errorCode === 'ENOENT' ? fileFault({ code: 'ENOENT' }, file) : found;
  return { sha256, width: null, height: null, problem: reason, problemValues: values };
}
