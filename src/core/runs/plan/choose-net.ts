import { StudioError } from '../../errors.ts';
import { netMeant } from '../../nets/net-meant.ts';
import { usualPreprocessing } from '../../nets/usual-preprocessing.ts';
import { headText } from '../../../shared/decided-settings.ts';
import { headSchema } from '../../../shared/net-spec.ts';
import type { HeadSpec, NetSpec } from '../../../shared/net-spec.ts';
import type { Preprocessing } from '../../../shared/preprocessing.ts';
import type { RunPlan, RunSpec } from '../../../shared/run-spec.ts';
import { askedFor } from './choose-settings.ts';
import type { Chooser } from './choose-settings.ts';
import type { EarlierModel, Machine } from './machine.ts';

/** @throws StudioError `bad-usage` */
function headMeant(text: string): HeadSpec {
  const [kind, hidden, dropout] = text.split(':');
  const parsed = headSchema.safeParse(kind === 'linear' ? { kind } : { kind, hidden: Number(hidden), dropout: Number(dropout ?? 0) });
  if (parsed.success) return parsed.data;
  throw new StudioError('bad-usage', `--head is "${text}"`, {
    field: 'head',
    values: { kind: 'head-unread', text },
    hint: 'Hidden values are 1 to 16384, dropout 0 to 0.95: mlp:256:0.2.',
  });
}

/** @throws StudioError `bad-usage` where a block that is left out would end the network */
function needShortcuts({ shortcut }: NetSpec, dropPath: number): void {
  if (dropPath === 0 || (shortcut.same.kind !== 'none' && shortcut.change !== 'none')) return;
  throw new StudioError('bad-usage', `--drop-path is "${dropPath}", but the network has blocks without a shortcut: such a block cannot be left out`, {
    field: 'dropPath',
    values: { kind: 'drop-path-needs-shortcuts' },
    hint: 'Leave --drop-path out, or choose a network with shortcuts.',
  });
}

export interface ChosenNet extends Pick<RunPlan, 'net' | 'architecture' | 'start'> {
  /** How pictures go in where nobody says otherwise. */
  readonly preprocessing: Preprocessing;
}

/**
 * The network of a run with its head, and what it starts from: the one asked for, drawn or with the backbone's weights, else the backbone's.
 * @throws StudioError `not-found` | `bad-usage`
 */
export function chooseNet({ pick, reasons }: Chooser, spec: RunSpec, { backbone, backboneReason, earlier }: Machine): ChosenNet {
  const asked = spec.net === undefined ? null : netMeant(spec.net);
  if (earlier) reasons.push({ setting: 'from', phase: null, value: String(earlier.run), reason: askedFor });
  else if (backbone) pick('backbone', backbone.id, backboneReason);
  const { name, spec: trunk } = asked ?? networkOf(backbone);
  if (asked) reasons.push({ setting: 'net', phase: null, value: name ?? 'its own', reason: askedFor });
  const head = headMeant(pick('head', headText(trunk.head), 'of-network'));
  const dropPath = pick('dropPath', trunk.dropPath, trunk.dropPath > 0 ? 'of-network' : 'every-block-takes-part');
  needShortcuts(trunk, dropPath);
  const net: NetSpec = { ...trunk, head, dropPath };
  const seed = spec.seed ?? 0;
  return {
    net,
    architecture: name,
    start: backbone ? { from: 'weights', id: backbone.id, sha256: backbone.sha256, ...(earlier && keptOf(earlier, head)) } : { from: 'drawn', init: 'he', seed },
    preprocessing: backbone?.preprocessing ?? usualPreprocessing(net),
  };
}

/** A row is of one layer: with a layer before it, which is new, all of the head is. */
const keptOf = ({ run, rows }: EarlierModel, head: HeadSpec) => ({ run, ...(head.kind === 'linear' && { rows: [...rows] }) });

/** @throws StudioError `bad-usage` where two things are named to start from */
function refuseTwoBeginnings({ from, backbone, net }: RunSpec): void {
  if (from === undefined || (backbone === undefined && net === undefined)) return;
  throw new StudioError('bad-usage', `--from takes the network and the weights of run ${from}; --${net === undefined ? 'backbone' : 'net'} names others`, {
    values: { kind: 'two-beginnings' },
    field: 'from',
    hint: 'Leave one of them out.',
  });
}

/**
 * Refuses what no data set, weights or machine could make right, before any of them is looked at; `planRun` refuses it too.
 * @throws StudioError `bad-usage` | `not-found` (a network of that name)
 */
export function refuseWords(spec: RunSpec): void {
  refuseTwoBeginnings(spec);
  const { net, backbone, from, head } = spec;
  if (head !== undefined) headMeant(head);
  if (net === undefined) return;
  const { spec: trunk } = netMeant(net);
  needShortcuts(trunk, spec.dropPath ?? trunk.dropPath);
  if (backbone === undefined && from === undefined) refuseKeeping(spec);
}

function networkOf(backbone: Machine['backbone']) {
  if (backbone) return { name: backbone.architecture, spec: backbone.net };
  throw new StudioError('internal', 'Neither a network nor weights were given to plan with');
}

/**
 * Where the network starts drawn there is nothing to keep.
 * @throws StudioError `bad-usage` for frozen parts, for statistics that nobody has taken, and for a pull to weights that nobody has learned
 */
export function refuseKeeping({ freeze, batchNorm, l2sp = 0 }: RunSpec): void {
  if (freeze !== undefined && freeze !== 'none' && freeze !== 'until:stem') {
    throw new StudioError('bad-usage', `--freeze is "${freeze}", but the network starts drawn: nothing of it has learned what could be kept`, {
      values: { kind: 'drawn-freeze', freeze },
      field: 'freeze',
      hint: 'Leave --freeze out, or give the weights to start from with --backbone.',
    });
  }
  if (l2sp > 0) {
    throw new StudioError('bad-usage', `--l2-sp is "${l2sp}", but the network starts drawn: it has no learned weights to be drawn to`, {
      values: { kind: 'drawn-l2-sp' },
      field: 'l2sp',
      hint: 'Use --weight-decay, or give the weights to start from with --backbone.',
    });
  }
  if (batchNorm === 'eval') {
    throw new StudioError('bad-usage', '--bn is "eval", but the network starts drawn: its BatchNorm has no statistics to keep', {
      values: { kind: 'drawn-batch-norm' },
      field: 'batchNorm',
      hint: 'Leave --bn out, or give the weights to start from with --backbone.',
    });
  }
}
