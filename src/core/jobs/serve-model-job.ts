import { classActivation, meanFeatures } from '../evaluation/class-activation.ts';
import { familiarityRule } from '../evaluation/detection.ts';
import { familiarOf } from '../evaluation/familiar-of.ts';
import { softmaxRows } from '../evaluation/softmax.ts';
import { top1 } from '../evaluation/top-k.ts';
import { toWireError } from '../errors.ts';
import { seenPart } from '../images/preprocess.ts';
import { joinPixels } from '../images/join-pixels.ts';
import { readPicture } from '../images/read-image.ts';
import type { ReadPicture } from '../images/read-image.ts';
import { createPredictor } from '../nets/predictor.ts';
import { logitGradient } from '../nets/logit-gradient.ts';
import { loadModel, loadModelCard } from '../training/model-folder.ts';
import { intervalDraws } from '../training/seeded-random.ts';
import { loadFamiliarity } from '../weights/familiarity-file.ts';
import { familiarityOf, usualFalseAlarmRate } from '../../shared/familiarity.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type {
  ActivationMap,
  ClassifiedPicture,
  ClassifyRequest,
  NearestFamiliarity,
  Picture,
  ServeModelJob,
} from '../../shared/model-server-protocol.ts';
import type { FromEngine } from '../../shared/trainer-protocol.ts';

/** Few pictures in a pass: they come one by one from a camera, and memory is to be left for training. */
const batchSize = 4;
/** Requests whose pictures are read while others are answered. */
const requestsAtOnce = 4;
/** Training pictures that stand beside one that is like none of them. */
const shownNearest = 3;

type Outcome = { picture: ReadPicture } | { error: ReturnType<typeof toWireError> };

async function read(picture: Picture, preprocessing: Preprocessing): Promise<Outcome> {
  try {
    const source = typeof picture === 'string' ? picture : Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength);
    return { picture: await readPicture(source, preprocessing) };
  } catch (error) {
    return { error: toWireError(error) };
  }
}

/** A model with its graph built; answers batches. Of its weights only the head's stay here too. */
async function openClassifier({ modelFolder, knownGroups }: ServeModelJob) {
  const model = await loadModel(modelFolder);
  const { net, classes, preprocessing, tensors, temperature } = model;
  const predictor = createPredictor(model);
  const { rows, columns } = predictor.map;
  const { dimensions } = predictor;
  const classCount = classes.length;
  const gradient = logitGradient(net, tensors);
  const mapValues = rows * columns * dimensions;

  function activation(map: Float32Array, classIndex: number, picture: ReadPicture): ActivationMap {
    const evidence = classActivation(map, gradient.of(meanFeatures(map, dimensions), classIndex));
    const crop = seenPart(picture.width, picture.height, preprocessing);
    return { classIndex, method: gradient.method, rows, columns, values: [...evidence], crop };
  }

  const kept = await loadFamiliarity(modelFolder, loadModelCard(modelFolder).sha256);
  const familiar = kept && familiarOf(kept.index, shownNearest);
  const rule = kept && familiarityRule(kept.known, usualFalseAlarmRate, knownGroups && { keys: knownGroups, begin: intervalDraws });
  function familiarity(map: Float32Array): NearestFamiliarity | null {
    if (!kept || !familiar || !rule) return null;
    const [{ score, nearest }] = familiar(meanFeatures(map, dimensions)) as [ReturnType<typeof familiar>[number]];
    return { ...familiarityOf(score, rule), nearest: nearest.map((at) => kept.pictures[at]!) };
  }

  return {
    classes,
    preprocessing,
    answer(pictures: readonly ReadPicture[], heatMap: ClassifyRequest['heatMap']): ClassifiedPicture[] {
      if (pictures.length === 0) return [];
      const { logits, map } = predictor.logitsAndMap(joinPixels(pictures.map(({ pixels }) => pixels)), pictures.length);
      const probabilities = Float32Array.from(softmaxRows(logits, classCount, temperature));
      return pictures.map((picture, i) => {
        const own = probabilities.slice(i * classCount, (i + 1) * classCount);
        const features = map.subarray(i * mapValues, (i + 1) * mapValues);
        const answer = { probabilities: own, familiarity: familiarity(features) };
        if (heatMap === null) return { ...answer, heatMap: null };
        const classIndex = heatMap === 'predicted' ? top1(own, classCount, 0) : heatMap;
        return { ...answer, heatMap: activation(features, classIndex, picture) };
      });
    },
    close: predictor.close,
  };
}

/** Answers requests with a run's model, in float32, until there are no more. A request that fails does not end the process. */
export async function runServeModelJob(
  job: ServeModelJob,
  requests: AsyncIterable<ClassifyRequest>,
  emit: (event: FromEngine) => void,
): Promise<void> {
  const classifier = await openClassifier(job);
  const { classes, preprocessing } = classifier;
  emit({ type: 'model', classes: [...classes], dimensions: classes.length });

  async function answerBatch(pictures: readonly Picture[], heatMap: ClassifyRequest['heatMap']): Promise<ClassifiedPicture[]> {
    const outcomes = await Promise.all(pictures.map((picture) => read(picture, preprocessing)));
    const answers = classifier.answer(
      outcomes.flatMap((outcome) => ('picture' in outcome ? [outcome.picture] : [])),
      heatMap,
    );
    let next = 0;
    return outcomes.map((outcome) => ('error' in outcome ? outcome : answers[next++]!));
  }

  async function answerRequest({ id, pictures, heatMap }: ClassifyRequest): Promise<void> {
    try {
      const answers: ClassifiedPicture[] = [];
      for (let start = 0; start < pictures.length; start += batchSize) {
        answers.push(...(await answerBatch(pictures.slice(start, start + batchSize), heatMap)));
      }
      emit({ type: 'classified', id, pictures: answers });
    } catch (error) {
      emit({ type: 'refused', id, error: toWireError(error) });
    }
  }

  const underWay = new Set<Promise<void>>();
  try {
    for await (const request of requests) {
      // A picture that takes long to read holds up its own request and no other.
      const answering = answerRequest(request).finally(() => underWay.delete(answering));
      underWay.add(answering);
      if (underWay.size >= requestsAtOnce) await Promise.race(underWay);
    }
    await Promise.all(underWay);
  } finally {
    classifier.close();
  }
}
