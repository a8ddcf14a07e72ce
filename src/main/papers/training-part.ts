import { begunFrom, decidedValues, shownValue } from '../../shared/decided-settings.ts';
import { runSettings } from '../../shared/run-settings.ts';
import { phaseWords } from '../../renderer/words/cut-words.ts';
import { reasonWords } from '../../renderer/words/reason-words.ts';
import { valueWithTerm } from '../../renderer/words/setting-words.ts';
import { htmlTable } from '../words/html-page.ts';
import { lineChart } from './charts.ts';
import { factTable, list, paragraph } from './section.ts';
import type { Paper, Section } from './section.ts';

/** Epochs of a table at most: their first and last ones say least. */
const mostEpochs = 300;

export function curvesPart({ papers, words, window }: Paper): Section {
  const { t, format } = window;
  const { epochs, stored } = papers.run;
  if (epochs.length === 0) return { missing: words.missing.curves };
  const line = (key: 'trainLoss' | 'valLoss' | 'trainAccuracy' | 'valAccuracy') => ({ name: words.series[key], points: epochs.map((epoch) => ({ x: epoch.epoch, y: epoch[key] })) });
  const most = Math.max(0.01, ...epochs.flatMap(({ trainLoss, valLoss }) => [trainLoss, valLoss]).filter(Number.isFinite));
  const rows = epochs.slice(-mostEpochs).map(({ epoch, phase, trainLoss, valLoss, trainAccuracy, valAccuracy, learningRate }) => [
    String(epoch), phaseWords(phase, window), format.decimal(trainLoss), format.decimal(valLoss), format.percent(trainAccuracy), format.percent(valAccuracy), format.significant(learningRate || null),
  ]);
  const charts = () => [
    lineChart([line('trainLoss'), line('valLoss')], { title: words.loss, label: words.sameNumbers, most, tick: (value) => format.decimal(value, 2) }),
    lineChart([line('trainAccuracy'), line('valAccuracy')], { title: words.accuracy, label: words.sameNumbers, most: 1, tick: (value) => format.percent(value, 0) }),
  ];
  const isSolved = epochs.length === 1 && stored.plan?.phases[0]?.solver === 'exact';
  const titles = [words.epoch, words.phase, words.series.trainLoss, words.series.valLoss, words.series.trainAccuracy, words.series.valAccuracy, t('runSettings.names.learningRate')];
  return {
    html: [
      ...(epochs.length > 1 ? charts() : []),
      htmlTable(titles, rows, words.sections.curves),
      ...(isSolved ? [paragraph(words.solved)] : []),
      ...(stored.bestEpoch === null ? [] : [paragraph(stored.averaged ? words.averaged(stored.averaged.join(', ')) : words.bestEpoch(stored.bestEpoch))]),
    ].join('\n'),
  };
}

export function freezePart({ papers, words, window }: Paper): Section {
  const { plan, seconds, peakMemoryBytes } = papers.run.stored;
  if (!plan) return { missing: words.missing.freeze };
  const { freeze } = words;
  return {
    html: factTable({ words }, words.sections.freeze, [
      [freeze.strategy, valueWithTerm('freeze', plan.freeze, window)],
      [freeze.network, plan.architecture ?? JSON.stringify(plan.net)],
      [freeze.start, plan.start.from === 'weights' ? begunFrom(plan) : freeze.drawn],
      ...plan.phases.map(({ name, cut, end }) => [freeze.phase(phaseWords(name, window)), end !== undefined ? freeze.first(end) : cut === 'stem' ? freeze.all : cut === 'head' ? freeze.head : freeze.from(cut)] as const),
      [freeze.batchNorm, freeze.batchNormKinds[plan.batchNorm]],
      [freeze.precision, plan.precision],
      [freeze.took, seconds === null ? null : window.format.duration(seconds)],
      [freeze.memory, peakMemoryBytes === null ? null : window.format.bytes(peakMemoryBytes)],
    ]),
  };
}

export function attestationPart({ papers, words }: Paper): Section {
  const { attestation } = papers.run.stored;
  if (!attestation || attestation.tensors === 0) return { missing: words.missing.attestation };
  const rows = papers.attestation.map(({ part, frozen, tensors, changed, sha256Before, sha256After }) => [part, frozen ? words.yes : words.no, String(tensors), String(changed), sha256Before.slice(0, 16), sha256After.slice(0, 16)]);
  return { html: [paragraph(words.attested(attestation.changed, attestation.tensors)), htmlTable(words.attestation, rows, words.sections.attestation, 'words')].join('\n') };
}

export function receiptsPart({ papers, words, window: { format } }: Paper): Section {
  const { exports, stored } = papers.run;
  if (exports.length === 0) return { missing: words.missing.receipts, command: `graft export ${stored.id} --format onnx` };
  // Of an export that does not answer sets itself, or has no index.
  const share = (part: number | undefined) => (part === undefined ? '–' : format.percent(part));
  const rows = exports.map(({ format: kind, receipt, createdAtMs, folder }) => [kind, format.count(receipt.images), format.writtenOut(receipt.maxAbsDiff), format.percent(receipt.top1Agreement), share(receipt.answerSetAgreement), format.writtenOut(receipt.familiarityMaxAbsDiff), format.day(createdAtMs), folder.split('/').at(-1)!]);
  return { html: [paragraph(words.receipts.how), htmlTable(words.receipts.titles, rows, words.sections.receipts, 'words')].join('\n') };
}

export function settingsPart({ papers, words, window }: Paper): Section {
  const { plan, reasons, spec } = papers.run.stored;
  if (!plan) return { missing: words.missing.settings };
  const nameOf = (key: string) => window.t(`runSettings.names.${key}`);
  if (reasons) {
    const rows = reasons.map(({ setting, phase, value, reason }) => [phase === null ? nameOf(setting) : `${nameOf(setting)} (${phaseWords(phase, window)})`, setting === 'cacheSizeBytes' ? window.format.bytes(plan.cacheSizeBytes) : value, reasonWords(reason, window)]);
    return { html: htmlTable(words.settings.titles, rows, words.sections.settings, 'words') };
  }
  const rows = runSettings.flatMap((row) => {
    const value = shownValue(decidedValues(plan, row)) ?? (spec as Record<string, unknown>)[row.key];
    return value === null || value === undefined ? [] : [[nameOf(row.key), typeof value === 'object' ? JSON.stringify(value) : String(value), '']];
  });
  return { html: [htmlTable(words.settings.titles, rows, words.sections.settings, 'words'), paragraph(words.settings.noReasons, 'faint')].join('\n') };
}

export function licencePart({ papers, words }: Paper): Section {
  const { plan } = papers.run.stored;
  if (plan?.start.from !== 'weights') return { missing: words.missing.licence };
  const { start } = papers;
  if (!start) return { missing: words.gone.start(plan.start.id) };
  const { licence } = words;
  return {
    html: [
      factTable({ words }, words.sections.licence, [[licence.starts, start.id], [licence.licence, start.licence], [licence.note, start.origin === 'imported' ? licence.imported(start.importedFrom ?? start.id) : licence.notes[start.origin]], [licence.sha256, start.sha256]]),
      list([licence.yours]),
      `<p>${words.licenceLine}: <span class="fill"></span> <span class="faint">(${words.fill})</span></p>`,
    ].join('\n'),
  };
}
