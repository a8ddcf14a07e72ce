import { picturesNeeded } from '../evaluation/answer-sets.ts';
import { catalogueNets } from '../nets/named.ts';
import { usualSetLevel } from '../../shared/answer-sets.ts';
import type { ExportFormat } from '../../shared/export-format.ts';
import { knownNeeded } from '../../shared/familiarity.ts';
import { fewestGroups } from '../../shared/independent-groups.ts';
import type { NewManifest } from '../../shared/manifest.ts';
import type { PictureFit } from '../../shared/picture-fits.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import { visible } from '../../shared/visible.ts';

const onnxUsage = ({ preprocessing: { imageSize: size } }: NewManifest) => `\
\`model.onnx\` (opset 17) takes \`image\`, float32 \`[batch, 3, ${size}, ${size}]\`, RGB 0..255,
and gives \`probabilities\`, float32 \`[batch, classes]\`. The normalisation is inside, and so is the temperature; the tensor before it is
named \`logits\`. The class names are in the metadata.
\`onnx.utils.extract_model("model.onnx", "logits.onnx", ["image"], ["logits"])\` (of the package onnx) makes a model that answers it.

\`\`\`sh
python3 -m pip install onnxruntime pillow numpy
python3 predict.py picture.png
\`\`\``;

const savedModelUsage = ({ preprocessing: { imageSize: size } }: NewManifest) => `\
This folder is a TensorFlow SavedModel, tag \`serve\`. Its signature \`serving_default\`
takes \`image\`, float32 \`[batch, ${size}, ${size}, 3]\`, RGB 0..255, and gives \`probabilities\`, float32
\`[batch, classes]\`. The normalisation and the temperature are inside.

\`\`\`python
import tensorflow as tf

model = tf.saved_model.load(".")
pixels = tf.zeros([1, ${size}, ${size}, 3])  # the pictures' squares
probabilities = model.signatures["serving_default"](image=pixels)["probabilities"]
\`\`\`

\`\`\`js
const model = await tf.node.loadSavedModel('.');
const { probabilities } = model.predict({ image: tf.zeros([1, ${size}, ${size}, 3]) });
\`\`\``;

const safetensorsUsage = (manifest: NewManifest) => (isKnownToTimm(manifest) ? timmUsage(manifest.preprocessing) : ownUsage);

/** timm has the networks of the catalogue, with a linear head. */
const isKnownToTimm = ({ architecture, net }: NewManifest) =>
  architecture !== null && catalogueNets.has(architecture) && net.head.kind === 'linear';

const ownUsage = `\
\`model.safetensors\` holds the weights under the names that \`graft nets show\` lists for the spec, \`net\` in \`manifest.json\`.
Convolutions are [out, in / groups, height, width] and linear layers [out, in], as in PyTorch. The network expects normalised pixels,
\`(x / 255 - mean) / std\`.

\`\`\`sh
graft predict . picture.png
\`\`\``;

/** Lines that make the square before timm's transform, and the part of it that is then kept. */
function timmSquare({ fit = 'crop', imageSize, interpolation, padColor = [0, 0, 0] }: Preprocessing): { lines: string; cropPct: string } {
  const filter = `Image.Resampling.${interpolation.toUpperCase()}`;
  const size = `(${imageSize}, ${imageSize})`;
  const squares: Readonly<Record<PictureFit, string>> = {
    crop: '',
    pad: `image = ImageOps.pad(image, ${size}, ${filter}, color=(${padColor.join(', ')}))\n`,
    squeeze: `image = image.resize(${size}, ${filter})\n`,
  };
  return { lines: squares[fit], cropPct: fit === 'crop' ? 'p["cropPct"]' : '1.0' };
}

function timmUsage(preprocessing: Preprocessing): string {
  const { lines, cropPct } = timmSquare(preprocessing);
  return `\
\`model.safetensors\` holds the weights under timm's names. The network expects normalised pixels,
\`(x / 255 - mean) / std\`.

\`\`\`python
import json, timm
from PIL import Image, ImageOps
from safetensors.torch import load_file

manifest = json.load(open("manifest.json", encoding="utf-8"))
model = timm.create_model(manifest["architecture"], num_classes=len(manifest["classes"]))
model.load_state_dict(load_file("model.safetensors"))
model.eval()

p = manifest["preprocessing"]
${lines}transform = timm.data.create_transform(
    (3, p["imageSize"], p["imageSize"]),
    crop_pct=${cropPct}, interpolation=p["interpolation"], mean=p["mean"], std=p["std"],
)
logits = model(transform(image).unsqueeze(0))  # image: an RGB picture of Pillow
probabilities = (logits / manifest["temperature"]).softmax(-1)
\`\`\``;
}

const usage: Readonly<Record<ExportFormat, (manifest: NewManifest) => string>> = {
  onnx: onnxUsage,
  savedmodel: savedModelUsage,
  safetensors: safetensorsUsage,
};

/** From an upright RGB picture to the network's square. */
function fitting({ fit = 'crop', imageSize, cropPct, interpolation, padColor = [0, 0, 0] }: Preprocessing): string {
  const filter = `Pillow's ${interpolation} filter, the width first`;
  const square = `${imageSize} x ${imageSize}`;
  switch (fit) {
    case 'pad':
      return `resize the long side to\n${imageSize} with ${filter}; lay it in the middle of a square of rgb(${padColor.join(', ')}), ${square}.`;
    case 'squeeze':
      return `resize the whole\npicture to ${square} with ${filter}.`;
    case 'crop':
      return `resize the short side to\n${Math.floor(imageSize / cropPct)} with ${filter}; crop the centre, ${square}.`;
  }
}

const percent = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;

/** How many pictures were counted, in how many groups where those count. */
const countedImages = (images: number, groups: number | null | undefined): string => `${images} validation pictures${typeof groups === 'number' ? ` of ${groups} independent groups` : ''}`;

/** What of known pictures, or groups of them, something needs, and what there is. */
const tooFew = (needed: number, images: number | undefined, groups: number | null | undefined): string =>
  typeof groups === 'number' ? `validation pictures of at least ${needed} independent groups; here they are of ${groups}` : `at least ${needed} validation pictures${images === undefined ? '' : `; here are ${images}`}`;

function setsLine({ answerSets, familiarity, metrics, format }: NewManifest): string {
  if (answerSets === undefined) {
    const [images, groups] = familiarity ? [familiarity.images, familiarity.independentGroups] : metrics.split === 'val' ? [metrics.images, metrics.independentGroups] : [undefined, undefined];
    return `- No answer sets: those that hold the right class in ${percent(usualSetLevel)} of cases need ${tooFew(picturesNeeded(usualSetLevel), images, groups)}.\n`;
  }
  const { method, level, images, independentGroups, coverage } = answerSets;
  const [like, far] = coverage
    ? ['new pictures like these', `between ${percent(coverage.low)}\n  and ${percent(coverage.high)} with ${images} validation pictures`]
    : ['new pictures like these of a new group', `each group counting alike;\n  how far it may lie from that is not known exactly for groups. Counted: ${countedImages(images, independentGroups)}`];
  return `- Answer sets (${method.toUpperCase()}): in about ${percent(level)} of ${like} the right class is among the answers, ${far}${format === 'onnx' ? '; the second output, `answer_set`, bool `[batch, classes]`' : ''}.
`;
}

function familiarityLine({ familiarity, format }: NewManifest): string {
  if (familiarity === undefined) return '';
  const { pictures, k, threshold, falseAlarmRate, band, images, independentGroups: groups } = familiarity;
  const rate = percent(falseAlarmRate);
  const far = band ? ` (between ${percent(band.low)} and ${percent(band.high)} with ${countedImages(images, groups)})` : `, each group counting alike;\n  how far it may lie from that is not known exactly for groups. Counted: ${countedImages(images, groups)}`;
  return `- Familiarity: less the distance of a picture's features to the ${k === 1 ? 'nearest' : `${k}. nearest`} of ${pictures} training pictures${format === 'onnx' ? '; the output `familiarity`, float32 `[batch]`' : ', which lie in `familiarity.bin`'}.
  ${threshold === null ? `No picture is called like none of them: with ${rate} false alarms that needs ${tooFew(knownNeeded(falseAlarmRate), images, groups)}.` : `Below ${threshold.toFixed(4)} a picture is like none of them; of known ones${typeof groups === 'number' ? ' of a new group' : ''} that is said of about ${rate}${far}.`}
`;
}

function intervalOf({ accuracyInterval, independentGroups }: NewManifest['metrics']): string {
  if (accuracyInterval === null) return `no interval: it takes ${fewestGroups} independent groups of pictures, here ${independentGroups === 1 ? 'is' : 'are'} ${independentGroups ?? 0}`;
  const [low, high] = accuracyInterval;
  return `95 % interval ${percent(low)} to ${percent(high)}${typeof independentGroups === 'number' ? `, from ${independentGroups} independent groups of pictures` : ''}`;
}

/** The `README.md` of an export folder. */
export function exportReadme(manifest: NewManifest): string {
  const { metrics, preprocessing, receipt, backbone, dataset, format } = manifest;
  const where = metrics.split === 'test' ? 'test pictures' : 'validation pictures (the epoch was chosen on these pictures)';
  return `# An image classifier: ${manifest.architecture ?? 'a network of its own'}, ${manifest.classes.length} classes

Trained and exported by Graft Studio ${manifest.versions.graft} on ${manifest.created.slice(0, 10)}, from the data set
"${visible(dataset.name)}" (version ${dataset.version}, ${dataset.images} pictures) and ${backbone ? `the backbone \`${visible(backbone.id)}\`` : 'weights drawn from a seed'}.

- Accuracy ${percent(metrics.accuracy)} (${intervalOf(metrics)}) on ${metrics.images} ${where}.
- Temperature ${Number((manifest.temperature ?? 1).toPrecision(4))}: what the logits are divided by before the softmax, fitted on the validation pictures so that
  probabilities match how often the model is right${manifest.temperature === 1 ? ' (none proved better than 1)' : ''}.
- Read back by another reader on ${receipt.images} pictures: largest difference of a probability
  ${receipt.maxAbsDiff.toExponential(1)}, the same class on ${percent(receipt.top1Agreement)}.
${setsLine(manifest)}${familiarityLine(manifest)}${backbone ? `- Licence of the backbone's weights: **${backbone.licence}**. It may bind what is made from them, this model included.\n` : ''}
## Using it

${usage[format](manifest)}

Pixels: decode, apply EXIF orientation, lay alpha on white, RGB; ${fitting(preprocessing)}
On PNG the probabilities equal Graft's within 1e-4. JPEG depends on the decoder: Pillow 13 read each of 336 files tried bit for
bit as Graft does, others differ by a level or two in some pixels. Pillow from 13 on resizes tall pictures height first unless it
is made to do one side after the other, which moves pixels by a level.

## Files

- \`${manifest.model.file}\`: the network (${(manifest.model.sizeBytes / 2 ** 20).toFixed(1)} MiB).
- \`manifest.json\`: classes in the order of the outputs, preprocessing, metrics, what was frozen, where the data came from.
${format === 'onnx' ? '- `predict.py`: the whole way from a file to probabilities, in Python.\n' : ''}`;
}
