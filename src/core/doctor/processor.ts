import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { promisify } from 'node:util';

export interface Processor {
  model: string;
  /** Threads that this process may use. */
  threads: number;
  /** Of `watchedSets`, those this processor has. */
  instructionSets: string[];
}

/** What decides how fast training is here, in the names of /proc/cpuinfo; `neon` and `bf16` on ARM. */
const watchedSets = [
  'avx2',
  'fma',
  'avx512f',
  'avx512_vnni',
  'avx512_bf16',
  'avx_vnni',
  'amx_tile',
  'amx_bf16',
  'neon',
  'bf16',
];

export async function describeProcessor(): Promise<Processor> {
  const has = new Set(process.platform === 'darwin' ? await darwinFeatures() : linuxFlags(await cpuInfo()));
  return {
    model: cpus()[0]?.model.trim() ?? 'unknown',
    threads: availableParallelism(),
    instructionSets: watchedSets.filter((set) => has.has(set)),
  };
}

/** The flags of the first processor in the text of /proc/cpuinfo (x86: `flags`, ARM: `Features`), in lower case. */
export function linuxFlags(text: string): string[] {
  const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(text)?.[1] ?? '';
  // ARM's name for NEON in 64-bit mode.
  return line
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((flag) => (flag === 'asimd' ? 'neon' : flag));
}

async function cpuInfo(): Promise<string> {
  try {
    return await readFile('/proc/cpuinfo', 'utf8');
  } catch (error) {
    // No Linux, or a container without /proc: then nothing is known of the instruction sets.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

async function darwinFeatures(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('sysctl', ['-a']);
  const has = (name: string): boolean => new RegExp(`^${name}: 1$`, 'm').test(stdout);
  const intel = /^machdep\.cpu\.(?:leaf7_)?features: (.*)$/gm;
  return [
    ...[...stdout.matchAll(intel)].flatMap((match) => match[1]!.toLowerCase().split(' ')),
    ...(has('hw\\.optional\\.neon') ? ['neon'] : []),
    ...(has('hw\\.optional\\.arm\\.FEAT_BF16') ? ['bf16'] : []),
  ];
}
