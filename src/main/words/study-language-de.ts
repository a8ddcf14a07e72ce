import { dayHere } from '../../shared/local-time.ts';
import { roundCount } from '../../shared/round-count.ts';
import claims from '../../shared/study-words/claims-de.ts';
import papers from '../../shared/study-words/papers-de.ts';
import presets from '../../shared/study-words/presets-de.ts';
import { duration } from '../terminal/units.ts';
import { inSource } from './study-language.ts';
import type { PaperWords, StudyLanguage } from './study-language.ts';

const decimal = (value: number, digits: number): string => value.toFixed(digits).replace('.', ',');
const percent = (part: number): string => `${decimal(part * 100, 1)} %`;
const grouped = (count: number): string => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, '.');
const pictures = (count: number, what: string): string => `${grouped(count)} ${what}${count === 1 ? '' : 'er'}`;
const inWords = <T>(table: Readonly<Record<string, T>>, key: string | null): T | undefined => (key !== null && Object.hasOwn(table, key) ? table[key] : undefined);

/** The page of a study in German; fields, networks and values stay as `study.json` has them. */
export const inGerman: StudyLanguage = {
  language: 'de',
  decimal,
  percent,
  exponential: (value) => value.toExponential(1).replace('.', ','),
  grouped,
  duration: (seconds) => duration(seconds).replace('.', ','),
  number: (value) => String(value).replace('.', ','),
  date: (atMs) => dayHere(atMs).split('-').toReversed().join('.'),
  named: ({ preset, title, question }) => inWords(presets, preset) ?? { title, question },
  claim: ({ claim, claimed }) => inWords(claims, claim) ?? claimed,
  paper: (preset, of) => inWords<PaperWords>(papers, preset) ?? of,
  names: [],
  asItIs: 'wie es ist',
  range: (low, high) => `${low} bis ${high}`,
  measures: { accuracy: 'Genauigkeit', valLoss: 'Validierungsverlust', trainAccuracy: 'Trainingsgenauigkeit', trainLoss: 'Trainingsverlust' },
  states: { queued: 'wartet', running: 'läuft', done: 'fertig', failed: 'gescheitert', reused: 'war schon da' },
  holding: { yes: 'Trifft zu', no: 'Trifft nicht zu', unclear: 'Lässt sich nicht sagen' },
  nothingCompared: 'Die Arten, von denen die Rede ist, haben keine fertigen Läufe zum Vergleichen.',
  compared: ({ first, second, measure, difference, isInPoints, interval, test }) => `${first} gegen ${second}: ${measure} ${difference}${isInPoints ? ' Punkte' : ''}${interval} (${test}).`,
  onePairOfTraining: 'ein Paar von Läufen beweist hier nichts: zu Training und Verlusten ist kein einzelnes Bild bekannt; bitte drei Startzahlen nehmen',
  onePair: 'ein Paar von Läufen beweist hier nichts',
  noSpread: (pairs) => `${pairs} Paare von Läufen ohne jede Streuung beweisen hier nichts`,
  ofGroups: (groups, count) => `aus ${groups} ${groups === 1 ? 'unabhängigen Gruppe' : 'unabhängigen Gruppen'} ${count === 1 ? 'von 1 Bild, das beide beurteilt haben' : `der ${pictures(count, 'Bild')}, die beide beurteilt haben`}`,
  mcnemar: (count) => `McNemar-Test an ${count === 1 ? '1 Bild, das beide beurteilt haben' : `den ${pictures(count, 'Bild')}n, die beide beurteilt haben`}`,
  weights: { last: 'beantwortet mit den Gewichten der letzten Epoche', kept: 'beantwortet mit den behaltenen Gewichten, denn die der letzten Epoche sind nicht mehr da' },
  paired: (pairs) => `gepaarter t-Test über ${pairs} ${pairs === 1 ? 'Paar' : 'Paare'} von Läufen`,
  pairedOver: (pairs, count, groups) => `gepaarter t-Test über ${pairs} ${pairs === 1 ? 'Paar' : 'Paare'} von Läufen und ${groups === undefined ? pictures(count, 'Bild') : `${groups} ${groups === 1 ? 'unabhängige Gruppe' : 'unabhängige Gruppen'} von Bildern`}`,
  rowTitles: ['Art', 'n', 'Genauigkeit', 'Median', 'Trainingsgenauigkeit', 'Trainingsverlust', 'Validierungsverlust', 'trainierte Parameter', 'Multiplikationen', 'eine Epoche', 'ein Lauf', 'Läufe'],
  paperTitles: ['Arbeit', 'falsch dort', 'falsch hier'],
  failedThere: 'lernte nicht',
  paperText: ({ arxiv, place, measured, recipe }) => `${inSource(arxiv, place)}: ${measured}. Trainiert wurde dort mit: ${recipe}.`,
  ourRecipe: (flags) => `Trainiert wird hier mit: ${flags === '' ? 'dem, was das Programm für jeden Lauf wählt' : flags}`,
  refusals: {
    'few-sizes': 'es wurden weniger als vier Größen probiert',
    narrow: 'die größte ist weniger als viermal so groß wie die kleinste',
    'no-rise': 'die Genauigkeit steigt nicht um mehr als ihren Standardfehler',
    'misses-points': 'keine solche Kurve geht durch die Ergebnisse',
    'few-errors': 'bei der größten bleiben weniger als fünf Fehler',
    'exponent-at-bound': 'die Ergebnisse zeigen nicht, wie sie sich biegt',
    'few-groups': 'die Bilder zum Messen sind aus weniger als fünf unabhängigen Gruppen',
  },
  curveRefused: (why) => `Wie es weiterginge, lässt sich nicht sagen: ${why}.`,
  curveSays: (size, accuracy, low, high) => `Mit ${pictures(size, 'Trainingsbild')}${size === 1 ? '' : 'n'} etwa ${accuracy}, zwischen ${low} und ${high}, wenn es so weitergeht.`,
  curveOpen: (size) => `Für ${pictures(size, 'Trainingsbild')} lässt sich nichts sagen: die Ergebnisse lassen es zu offen.`,
  curveCounts: (groups) => `Gezählt sind Gruppen, auch bei den Klassen: Die Bilder zum Messen sind aus ${groups} ${groups === 1 ? 'unabhängigen Gruppe' : 'unabhängigen Gruppen'}.`,
  morePictures({ more, label, low, high, now }) {
    const n = roundCount(more);
    return `Etwa ${pictures(n, 'Bild')} mehr von ${label} ${n === 1 ? 'brächte' : 'brächten'} ${low} bis ${high} % (jetzt ${now}), wenn es so weitergeht.`;
  },
  noMorePictures: ({ label, accuracy, size }) => `Mehr Bilder von ${label} würden nichts bringen (${accuracy} % mit ${pictures(size, 'Trainingsbild')}${size === 1 ? '' : 'n'} wie mit weniger): besser die Labels ansehen oder ein anderes Basismodell nehmen.`,
  fewMistakes: (labels) => `Bei ${labels} bleiben weniger als fünf Fehler: zu wenige, um einen Anstieg daran zu sehen.`,
  openClasses: (labels) => `Bei ${labels} lässt es sich nicht sagen: die Validierungsbilder lassen es zu offen.`,
  together: (members) => `Zusammen, zehnmal angesehen: graft evaluate ${members} --tta tencrop. Andere Bilder, durch Abstimmung, jedes Modell in einer Tabelle: graft predict ${members} <Bilder> --combine vote --csv members.csv`,
  intervals: (unit) => (unit === 'folds' ? 'Intervalle sind 95 % über Teile (Folds): wie weit Teile auseinanderliegen, nicht neue Bilder.' : 'Intervalle sind 95 % über Startzahlen: wie weit Startzahlen auseinanderliegen, nicht neue Bilder.'),
  few(n, unit) {
    const [one, many] = unit === 'folds' ? ['Ein Teil hat', 'Zwei Teile sagen'] : ['Eine Startzahl hat', 'Zwei Startzahlen sagen'];
    return `${n === 1 ? `${one} kein Intervall` : `${many} fast nichts`}; besser sind drei oder fünf.`;
  },
  budget: (steps) => `Das Zeitbudget gibt jeder Art etwa ${grouped(steps)} Schritte, in ganzen Epochen.`,
  recommended: (cell, others) => (others.length === 0 ? `Zu empfehlen: ${cell}, nachweislich genauer als jede andere Art.` : `Zu empfehlen: ${cell}, das Günstigste, das nicht nachweislich ungenauer ist als ein anderes, unter Gleichen das Genaueste. Nicht nachweislich besser als ${others.join('; ')}.`),
  run: (called) => `Lauf ${called}`,
  failed: ({ cell, run, message }) => `Gescheitert: ${cell}${run === null ? '' : `, ${run}`}${message === null ? '' : `: ${message}`}.`,
  leftBehind: 'Was gescheitert ist, würde genauso wieder scheitern: besser mit anderen Einstellungen; was fertig ist, wird dann übernommen.',
  goOn: (status, id) => `${status === 'failed' ? 'Einige Läufe sind gescheitert' : 'Sie ist angehalten'}. Weiter geht es mit: graft study resume ${id}`,
  page: {
    captions: {
      bars: 'Genauigkeit auf den Validierungsbildern: Mittel (gefüllt) mit 95-%-Intervall über Wiederholungen, und jedes einzelne Ergebnis (offen). Die Tabelle hat dieselben Zahlen.',
      curve: 'Genauigkeit auf den Validierungsbildern: Mittel (gefüllt) mit dem Band der 95-%-Intervalle über Wiederholungen, und jedes einzelne Ergebnis (offen). Die Tabelle hat dieselben Zahlen.',
      epochs: 'Fehler nach Epochen, im Mittel der Läufe jeder Art. Genauigkeiten sind die der besten Gewichte. Die Tabelle hat dieselben Zahlen.',
    },
    everyCell: 'Jede Art',
    says: 'Was sie sagt',
    paper: 'Die Arbeit',
    every: 'Jeder Lauf',
    trialTitles: ['Art', 'Wiederholung', 'Stand', 'Lauf', 'Genauigkeit'],
    nothingYet: 'Noch ist kein Lauf fertig.',
    accuracyOfCells: 'Genauigkeit jeder Art',
    accuracyBy: (field) => `Genauigkeit nach ${field}`,
    tableHas: (label) => `${label}; die Tabelle darunter hat dieselben Zahlen`,
    trainError: 'Falsch im Training',
    valError: 'Falsch in der Validierung',
    foot: (id, date) => `Graft Studio, Studie ${id}, ${date}.`,
    block: (number) => `Block ${number}`,
    gradients: {
      title: 'Wie viel vom Gradienten an jedem Block ankommt',
      first: 'Bei der ersten Messung',
      last: 'Bei der letzten Messung',
      caption: 'Norm des Gradienten des Verlusts nach dem, was in jeden Block hineingeht, der Tiefe nach; das geometrische Mittel der Läufe jeder Art. Die Tabelle hat beide Enden jeder Linie.',
      titles: ['Art', 'Epoche', 'erster Block', 'letzter Block'],
      table: 'Gradienten',
      overflows: 'läuft über',
    },
  },
};
