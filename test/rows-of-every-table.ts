import { smallPhase, smallPlan } from './small-run.ts';

type Value = string | number | Buffer | null;
type Row = Readonly<Record<string, Value>>;

/** The version that gave plans each of these; `phases` had neither solver nor l2 before 19, and before 7 a backbone stood where net and start stand. */
const plannedSince: Readonly<Record<string, number>> = { net: 7, start: 7, dropAt: 17, mixup: 24, ema: 28, layerDecay: 28, l2sp: 28, gradients: 32, averageEpochs: 34, sampling: 34 };

/** A plan as the program of a version wrote it. */
function planAt(version: number): string {
  const now = smallPlan([smallPhase({ name: 'head', cut: 'head' }), smallPhase()]);
  const kept = Object.entries(now).filter(([name]) => version >= (plannedSince[name] ?? 0));
  const phases = now.phases.map(({ solver, l2, ...phase }) => (version < 19 ? phase : { ...phase, solver, l2 }));
  return JSON.stringify({ ...Object.fromEntries(kept), phases, ...(version < 7 && { backbone: 'resnet18.graft_starter' }) });
}

/**
 * Rows for every table that any version of the database had, in an order in which each finds what it refers to, with every column that any version had: a table takes those that
 * it has. `since`: the first version whose program wrote such a row.
 */
export const rowsOfEveryTable = (version: number): readonly { readonly table: string; readonly since?: number; readonly row: Row }[] => [
  { table: 'datasets', row: { id: 'weeds', name: 'Äcker & "Wiesen"', root: "/pictures/it's here", created_at_ms: 1, removed_at_ms: null, ignored_files: 2, notes: '["a note"]', val_share: 0.3, test_share: 0.1, split_seed: 7, revision: 5, scan_revision: 4, opened_at_ms: 9, layout: 'classes', linked_folders: '[{"folder":"a","target":"b"}]', class_keys: '["a","b"]', group_source: 'names' } },
  { table: 'datasets', row: { id: 'hidden', name: 'Hidden', root: '/hidden', created_at_ms: 2, removed_at_ms: 3, ignored_files: 0, val_share: 0.2, test_share: 0, split_seed: 0 } },
  { table: 'dataset_versions', row: { id: 1, dataset_id: 'weeds', number: 1, fingerprint: 'f1', val_share: 0.2, test_share: 0, split_seed: 0, created_at_ms: 2, group_source: null } },
  { table: 'dataset_versions', row: { id: 2, dataset_id: 'weeds', number: 2, fingerprint: 'f2', val_share: 0.3, test_share: 0.1, split_seed: 7, created_at_ms: 3, group_source: 'names' } },
  { table: 'classes', row: { version_id: 2, label: 0, name: 'dock' } },
  { table: 'classes', row: { version_id: 2, label: 1, name: 'sorrel' } },
  { table: 'images', row: { id: 1, dataset_id: 'weeds', path: 'dock/1.png', present: 1, size_bytes: 10, modified_ms: 1.5, sha256: 's1', width: 3, height: 4, perceptual_hash: 'p1', problem: null, is_dim: 1, problem_values: null, taken_at_ms: 5.5 } },
  { table: 'images', row: { id: 2, dataset_id: 'weeds', path: 'sorrel/2.png', present: 0, size_bytes: 0, modified_ms: 0, sha256: null, width: null, height: null, perceptual_hash: null, problem: 'it is empty', is_dim: 0, problem_values: '{"kind":"empty"}', taken_at_ms: null } },
  { table: 'file_stamps', row: { image_id: 1, inode: 12, changed_ms: 3.5 } },
  { table: 'version_images', row: { version_id: 2, image_id: 1, label: 0, split: 'test', group_key: 'g1' } },
  { table: 'runs', row: { id: 3, name: 'first', dataset_version_id: 2, backbone_id: 'resnet18.graft_starter', state: 'done', spec: '{"freeze":"head"}', plan: planAt(version), created_at_ms: 4, started_at_ms: 5, finished_at_ms: 6, seconds: 2.5, images_per_second: 7.5, peak_memory_bytes: 8, best_epoch: 1, error: null, metrics: version < 36 ? '{"valLoss":0.5,"averaged":[1,2]}' : '{"valLoss":0.5}', attestation: '{"tensors":2,"changed":0}', note: 'a note', pace: '{"train":3,"legs":[]}', first_answer: '{"epoch":1}', data_part: null, calibration: '{"temperature":1.5}', reasons: '[]', averaged: '[1,2]' } },
  { table: 'runs', row: { id: 5, name: null, dataset_version_id: 1, backbone_id: 'resnet18.graft_starter', state: 'queued', spec: '{}', plan: null, created_at_ms: 7, error: '{"code":"cancelled","message":"Stopped"}' } },
  { table: 'epochs', row: { run_id: 3, epoch: 1, phase: 'head', train_loss: 1.25, train_accuracy: 0.5, valid_loss: 1.5, valid_accuracy: 0.25, learning_rate: 0.001, images_per_second: 10, seconds: 1.75, gradients: '[{"epoch":1}]' } },
  { table: 'evaluations', row: { id: 1, run_id: 3, dataset_version_id: 2, folder: null, split: 'test', metrics: '{"accuracy":0.5,"correct":1,"images":2,"macroF1":0.5,"accuracyInterval":[0.1,0.9],"independentGroups":null}', created_at_ms: 8, weights: 'last', is_recount_due: 1 } },
  { table: 'evaluations', row: { id: 2, run_id: 3, dataset_version_id: null, folder: '/field', split: 'all', metrics: '{"accuracy":1}', created_at_ms: 9, weights: 'kept', is_recount_due: 0 } },
  { table: 'predictions', row: { id: 1, evaluation_id: 1, image_id: 1, file: 'dock/1.png', label: 0, predicted: 1, probabilities: Buffer.from([0, 0, 128, 62, 0, 0, 64, 63]) } },
  { table: 'exports', row: { id: 1, run_id: 3, format: 'onnx', folder: '/e x', receipt: '{"images":2,"maxAbsDiff":0,"top1Agreement":1}', created_at_ms: 10 } },
  { table: 'trainer_lock', row: { id: 1, pid: 1, process_token: 'aa', run_id: 5, acquired_at_ms: 11 } },
  { table: 'trainer_lease', row: { id: 1, run_id: 5, owner: '1-00000000-00000000', engine: '2-00000000-00000000', acquired_at_ms: 11, heartbeat_at_ms: 12, wish: 'paused' } },
  { table: 'queue', row: { run_id: 5, position: 1, owner: '1-00000000-00000000', seen_at_ms: 13, finishes: 1 } },
  { table: 'dataset_classes', row: { dataset_id: 'weeds', name: 'nettle' } },
  { table: 'label_changes', row: { id: 1, dataset_id: 'weeds', at_ms: 14, kind: 'label', label: 'sorrel', change_id: null, images: 1, source: null } },
  { table: 'label_changes', row: { id: 2, dataset_id: 'weeds', at_ms: 15, kind: 'undo', label: null, change_id: 1, images: 1, source: null } },
  { table: 'label_changes', since: 4, row: { id: 3, dataset_id: 'weeds', at_ms: 16, kind: 'import', label: null, change_id: null, images: 1, source: 'labels.csv' } },
  { table: 'label_change_images', row: { change_id: 1, path: 'dock/1.png', sha256: 's1', label_before: null, excluded_before: null, label_after: 'sorrel', excluded_after: 0, side_before: null, side_after: null } },
  { table: 'label_change_images', since: 4, row: { change_id: 3, path: 'dock/1.png', sha256: 's1', label_before: 'sorrel', excluded_before: 0, label_after: 'dock', excluded_after: 1, side_before: 'val', side_after: 'train' } },
  { table: 'image_labels', row: { dataset_id: 'weeds', path: 'dock/1.png', sha256: 's1', label: 'dock', excluded: 1, side: 'train' } },
  { table: 'pinned_runs', row: { dataset_id: 'weeds', run_id: 3 } },
  { table: 'answers_so_far', row: { run_id: 5, figures: '{"epoch":1}', pictures: '[]' } },
  { table: 'studies', row: { id: 1, spec: '{"title":"Rates","dataset":"weeds"}', dataset_version_id: 2, state: 'stopped', owner: null, is_to_stop: 0, steps: 3, error: null, created_at_ms: 17, finished_at_ms: 18, cluster: '{"address":"http://head:8265"}' } },
  { table: 'study_trials', row: { study_id: 1, position: 0, cell_row: 0, repeat: 0, cell: '{"learningRate":0.1}', spec: '{"freeze":"head"}', data_part: '{"fold":0,"of":5}', run_id: 3, is_reused: 1, written: '{"sha256":"w"}' } },
  { table: 'study_trials', row: { study_id: 1, position: 1, cell_row: 0, repeat: 1, cell: '{"learningRate":0.2}', spec: '{"freeze":"head"}', data_part: null, run_id: null, is_reused: 0, written: null } },
  { table: 'image_groups', row: { dataset_id: 'weeds', sha256: 's1', group_key: 'g1' } },
  { table: 'test_looks', row: { id: 7, dataset_id: 'weeds', version: 2, model: '3', at_ms: 19 } },
  { table: 'profiles', row: { dataset_version_id: 2, measured_by: 'p1:aa', findings: '{"blocks":[]}', created_at_ms: 20 } },
  { table: 'label_judgements', row: { id: 1, dataset_id: 'weeds', path: 'dock/1.png', sha256: 's1', kind: 'suspect', given: 'dock', said: null, at_ms: 21 } },
  { table: 'label_proposals', row: { dataset_id: 'weeds', sha256: 's1', kind: 'typical', at_ms: 22 } },
  { table: 'test_locks', row: { dataset_id: 'weeds', locked_at_ms: 23, until_ms: 24, final_run: 3 } },
];
