/** Errors of the folders that the program has for itself, by their kind (`shared/said.ts`). */
export default {
  kinds: {
    'no-home': 'This user has no home folder, and HOME is not set to one',
    'file-in-the-way': '{file} is a file, where the program has a folder of its own',
  },
  hints: {
    'no-home': 'Set HOME to a folder that may be written to, and start the program again.',
    'file-in-the-way': 'Move it away; the folder is made when it is needed.',
  },
};
