import { closeSync, openSync, readSync } from 'node:fs';

/** Electron's fuses in their order in the wire (its documentation, "Electron Fuses"; the seventh and eighth concern V8). */
const fuseNames = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;

export type Fuses = Partial<Record<(typeof fuseNames)[number], boolean>>;

/** As electron-builder.yml sets them. */
export const fusesAsShipped: Fuses = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};

const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');

/** The fuses of a program made with Electron: after the sentinel a byte of version, one of length, then a character each. */
export function readFuses(binary: string): Fuses {
  const wire = findWire(binary);
  const count = wire[1]!;
  const states = wire.subarray(2, 2 + count).toString('latin1');
  return Object.fromEntries(fuseNames.slice(0, count).map((name, at) => [name, states[at] === '1']));
}

function findWire(binary: string): Buffer {
  const opened = openSync(binary, 'r');
  try {
    const block = Buffer.alloc(8 << 20);
    const overlap = 256;
    for (let at = 0; ; at += block.length - overlap) {
      const length = readSync(opened, block, 0, block.length, at);
      const found = block.subarray(0, length).indexOf(sentinel);
      if (found >= 0 && found + overlap <= length) return Buffer.from(block.subarray(found + sentinel.length, found + overlap));
      if (length < block.length) throw new Error(`${binary} has no fuses: it was not made with Electron`);
    }
  } finally {
    closeSync(opened);
  }
}
