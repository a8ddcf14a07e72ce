import path from 'node:path';
import { runFolder } from '../../core/data-folder.ts';
import { StudioError } from '../../core/errors.ts';
import { answerSet } from '../../core/evaluation/answer-sets.ts';
import { decodeHost } from '../../core/images/decode-host.ts';
import { setsPossible, setsWherePossible } from '../../core/runs/use/answer-sets.ts';
import { classNames } from '../../core/store/datasets.ts';
import { imagesByContent } from '../../core/store/dataset-versions.ts';
import { getRun } from '../../core/store/runs.ts';
import type { RunForecast } from '../../core/runs/use/forecast.ts';
import { predictTogether } from '../../core/runs/use/predict-together.ts';
import { adaptTold, forecastTold } from '../../core/runs/use/told-forecast.ts';
import { indexTold } from '../../core/runs/use/told-index.ts';
import { loadModelCard } from '../../core/training/model-folder.ts';
import type { NearestFamiliarity } from '../../shared/model-server-protocol.ts';
import type { Classified } from '../../shared/contract/use-calls.ts';
import { wireErrorSchema } from '../../shared/errors.ts';
import type { Combining } from '../../shared/ensemble.ts';
import type { ForecastFigures } from '../../shared/forecast.ts';
import type { TestTimeAugmentation } from '../../shared/test-time-augmentation.ts';
import type { Desk } from './desk.ts';
import { os } from './implement.ts';
import { likeliest } from './likeliest.ts';
import { picturesIn } from './pictures-in.ts';
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
    throw new StudioError('bad-usage', 'There is no picture to classify', { values: { kind: 'nothing-to-classify' }, field: 'uploads', hint: 'Name uploads or paths.' });
  }
  const sent = uploadIds.map((id) => uploads.find(id));
  const local = await Promise.all(paths.map(async (name) => ({ name, file: await insideRoot(door, name, 'paths') })));
  return [...sent, ...local];
}

/** Addresses of files as the network of a run is given them; null for those that cannot be read. */
async function seenByRun({ studio, samples }: Desk, run: number, files: readonly string[]): Promise<(string | null)[]> {
  const { preprocessing } = loadModelCard(runFolder(studio.folder, run));
  const made = await Promise.all(
    files.map((file) =>
      decodeHost()
        .run({ kind: 'samples', file, views: [null], preprocessing }, { urgent: true })
        .catch((error: unknown) => {
          if (error instanceof StudioError && error.code === 'bad-image') return [];
          throw error;
        }),
    ),
  );
  const token = samples.add(made.flat());
  let next = 0;
  return made.map(([view]) => (view ? `/samples/${token}/${next++}` : null));
}

/** What several models say of files as one, or one that looks more than once. */
async function togetherOf({ studio }: Desk, run: number, { others, combine, looks }: { others: readonly number[]; combine: Combining; looks: TestTimeAugmentation }, pictures: readonly Given[]): Promise<Classified[]> {
  const runs = [run, ...others];
  const answers: Classified[] = [];
  const each = (async function* () {
    for (const { file } of pictures) yield file;
  })();
  await predictTogether(studio, runs, each, { combine, looks }, (answer, classes) => {
    const { name } = pictures[answers.length]!;
    if ('error' in answer) return void answers.push({ name, top: [], heatMap: null, seen: null, error: wireErrorSchema.parse(answer.error) });
    const members = answer.members!.map((values, i) => ({ run: runs[i]!, ...likeliest(values, classes, 1)[0]! }));
    answers.push({ name, top: likeliest(answer.values, classes, shownClasses), ...(members.length > 1 && { members }), heatMap: null, seen: null, error: null });
  });
  return answers;
}

type Familiarity = NonNullable<Classified['familiarity']>;

/** What is said of each answer's familiarity: those that are unfamiliar get the training pictures nearest to them. */
function toldFamiliarity({ studio: { db } }: Desk, runId: number, found: readonly (NearestFamiliarity | null)[]): (Familiarity | undefined)[] {
  const { datasetVersionId } = getRun(db, runId);
  const contents = found.flatMap((one) => (one?.unfamiliar ? one.nearest : []));
  const images = contents.length > 0 ? imagesByContent(db, datasetVersionId, contents) : new Map<string, never>();
  const names = contents.length > 0 ? classNames(db, datasetVersionId) : [];
  return found.map((one) => {
    if (!one) return undefined;
    const { score, unfamiliar, nearest } = one;
    const pictures = (unfamiliar ? nearest : []).flatMap((sha256) => images.get(sha256) ?? []);
    return { score, unfamiliar, nearest: pictures.map(({ id, path, label }) => ({ image: id, file: path, className: names[label]! })) };
  });
}

const figuresAlone = ({ skipped: _skipped, leastFamiliar: _leastFamiliar, ...figures }: RunForecast): ForecastFigures => figures;

export const useHandlers = {
  classify: os.use.classify.handler(async ({ context, input }): Promise<Classified[]> => {
    const { run, together, sets: wish, uploads = [], paths = [], heatMap = false, seen = false, discard = false } = input;
    const pictures = await given(context, uploads, paths);
    try {
      if (together) {
        const answers = await togetherOf(context, run, together, pictures);
        const urls = seen ? await seenByRun(context, run, pictures.map(({ file }) => file)) : [];
        return answers.map((answer, i) => ({ ...answer, seen: answer.error ? null : (urls[i] ?? null) }));
      }
      const files = pictures.map(({ file }) => file);
      const { classes, answers } = await context.predictors.classify(run, files, { heatMap });
      const urls = seen ? await seenByRun(context, run, files) : [];
      const sets = setsWherePossible(context.studio, run, wish);
      const familiarities = toldFamiliarity(context, run, answers.map((answer) => ('error' in answer ? null : answer.familiarity)));
      return answers.map((answer, i) => {
        const { name } = pictures[i]!;
        if ('error' in answer) return { name, top: [], heatMap: null, seen: null, error: answer.error };
        const familiarity = familiarities[i];
        const set = sets && { classNames: answerSet(answer.probabilities, 0, classes.length, sets).map((at) => classes[at]!), level: sets.level };
        return { name, top: likeliest(answer.probabilities, classes, shownClasses), ...(set && { set }), ...(familiarity && { familiarity }), heatMap: answer.heatMap, seen: urls[i] ?? null, error: null };
      });
    } finally {
      if (discard) await Promise.all(uploads.map((id) => context.uploads.remove(id)));
    }
  }),

  answerSets: os.use.answerSets.handler(({ context: { studio }, input: { run, level } }) => setsPossible(studio, run, level)),

  makeIndex: os.use.makeIndex.handler(({ context: { studio, events }, input: { run }, signal }) => indexTold(studio, events, run, signal)),

  forecast: os.use.forecast.handler(async ({ context, input: { run, folder }, signal }) => {
    const { studio, events, door } = context;
    const root = await insideRoot(door, folder, 'folder');
    const { leastFamiliar, skipped, ...figures } = await forecastTold(studio, events, run, await picturesIn(root), signal);
    const seen = await seenByRun(context, run, leastFamiliar.map(({ file }) => file));
    const shown = leastFamiliar.map(({ file, unfamiliar }, i) => ({ file: path.relative(root, file), unfamiliar, seen: seen[i] ?? null }));
    return { ...figures, skipped: skipped.length, leastFamiliar: shown };
  }),

  adapt: os.use.adapt.handler(async ({ context: { studio, events, door }, input: { run, folder, keep }, signal }) => {
    const files = await picturesIn(await insideRoot(door, folder, 'folder'));
    const { indexed, images, of, statistics, unchanged, skipped, ...found } = await adaptTold(studio, events, run, files, keep, signal);
    return { run: found.run, indexed, images, of, statistics, unchanged, before: figuresAlone(found.before), after: figuresAlone(found.after), skipped: skipped.length };
  }),

  classifyFolder: os.use.classifyFolder.handler(async ({ context, input: { run, folder, sets } }) =>
    context.folderClassifier.start(run, await insideRoot(context.door, folder, 'folder'), sets),
  ),

  tasks: os.use.tasks.handler(({ context }) => context.folderClassifier.tasks()),

  stopTask: os.use.stopTask.handler(({ context, input: { task } }) => context.folderClassifier.stop(task)),
};
