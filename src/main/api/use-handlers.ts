import { StudioError } from '../../core/errors.ts';
import type { Classified } from '../../shared/contract/use-calls.ts';
import type { Desk } from './desk.ts';
import { os } from './implement.ts';
import { likeliest } from './likeliest.ts';
import { insideRoot } from './root-folder.ts';

/** Classes a picture: more than anybody reads. */
const shownClasses = 20;

interface Given {
  /** What the page calls it. */
  readonly name: string;
  readonly file: string;
}

/** Uploads and paths as files. @throws StudioError `not-found`, `bad-usage` outside of what may be read, or where nothing is given */
async function given({ uploads, door }: Desk, uploadIds: readonly string[], paths: readonly string[]): Promise<Given[]> {
  if (uploadIds.length + paths.length === 0) {
    throw new StudioError('bad-usage', 'There is no picture to classify', { field: 'uploads', hint: 'Name uploads or paths.' });
  }
  const sent = uploadIds.map((id) => uploads.find(id));
  const local = await Promise.all(paths.map(async (name) => ({ name, file: await insideRoot(door, name, 'paths') })));
  return [...sent, ...local];
}

export const useHandlers = {
  classify: os.use.classify.handler(async ({ context, input }): Promise<Classified[]> => {
    const { run, uploads = [], paths = [], heatMap = false, discard = false } = input;
    const pictures = await given(context, uploads, paths);
    try {
      const { classes, answers } = await context.predictors.classify(
        run,
        pictures.map(({ file }) => file),
        { heatMap },
      );
      return answers.map((answer, i) => {
        const { name } = pictures[i]!;
        if ('error' in answer) return { name, top: [], heatMap: null, error: answer.error };
        return { name, top: likeliest(answer.probabilities, classes, shownClasses), heatMap: answer.heatMap, error: null };
      });
    } finally {
      if (discard) await Promise.all(uploads.map((id) => context.uploads.remove(id)));
    }
  }),

  classifyFolder: os.use.classifyFolder.handler(async ({ context, input: { run, folder } }) =>
    context.folderClassifier.start(run, await insideRoot(context.door, folder, 'folder')),
  ),

  tasks: os.use.tasks.handler(({ context }) => context.folderClassifier.tasks()),

  stopTask: os.use.stopTask.handler(({ context, input: { task } }) => context.folderClassifier.stop(task)),
};
