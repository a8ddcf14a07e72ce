import { fork } from 'node:child_process';
import type { ChildProcess, ForkOptions } from 'node:child_process';

let program = process.execPath;

/**
 * The Node that processes of ours run in: the one that runs this program, until a program that is none says where one lies. Electron's own
 * is closed by its fuse `runAsNode`, brings the system's GLib (sharp crashes beside it) and an allocator that TensorFlow is slow with.
 */
export function useNodeProgram(file: string): void {
  program = file;
}

export const nodeProgram = (): string => program;

/** A process of our own, to which messages are copied by structured clone. */
export const forkNode = (file: string, args: readonly string[], options: Omit<ForkOptions, 'execPath' | 'serialization'>): ChildProcess =>
  fork(file, args, { ...options, execPath: program, serialization: 'advanced' });
