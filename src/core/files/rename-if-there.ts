import { rename } from 'node:fs/promises';

/** Gives a file of ours another name, over whatever has it. @returns false where there is no such file */
export async function renameIfThere(file: string, newName: string): Promise<boolean> {
  try {
    await rename(file, newName);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
