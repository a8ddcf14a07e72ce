/** What an attempt gives, null where there is nothing at its path. */
export async function ifThere<T>(attempt: Promise<T>): Promise<T | null> {
  try {
    return await attempt;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** {@link ifThere} where nothing can be awaited. */
export function ifThereSync<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** As {@link ifThere}, and null too where a file stands on the way to its path: in a folder that other programs fill. */
export async function ifReachable<T>(attempt: Promise<T>): Promise<T | null> {
  try {
    return await ifThere(attempt);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return null;
    throw error;
  }
}
