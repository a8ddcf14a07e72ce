import type { Command } from 'commander';
import type { Diagnosis } from '../../core/doctor/examine.ts';
import type { Context } from '../terminal/context.ts';
import { exitCodeOf } from '../terminal/exit-code.ts';
import { errorObject, writeError } from '../terminal/report-error.ts';
import { bad, faint, good } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';
import { bytes, counted, rate } from '../terminal/units.ts';
import { fromWireError } from '../../core/errors.ts';
import { examples } from './examples.ts';
import { reasonText, withReasonText } from '../words/reason-text.ts';

export function registerDoctor(program: Command, context: Context): void {
  const doctor = program
    .command('doctor')
    .description('look at every piece the program stands on: engine, devices, precision, memory, disk, database')
    .action(async () => {
      const { examine } = await import('../../core/doctor/examine.ts');
      const diagnosis = await examine(program.version() ?? 'unknown', context.dataDir);
      const [first] = diagnosis.problems;
      const told = { ...diagnosis, precision: diagnosis.precision && withReasonText(diagnosis.precision) };
      const value = first ? { ...told, error: errorObject(first) } : told;
      await context.answer(value, () => diagnosisTable(diagnosis));
      for (const problem of diagnosis.problems) writeError(fromWireError(problem), context.verbose);
      if (first) context.exitWith(exitCodeOf(first.code));
    });
  examples(doctor, ['graft doctor', 'graft doctor --json']);
}

const engineFiles = {
  verified: 'files verified',
  'not-recorded': 'files not verified: made by an older set-up, "npm run setup" records them',
  damaged: bad('files damaged'),
};

function diagnosisTable(diagnosis: Diagnosis): string {
  const { engine, precision, database, memory, disk, processor } = diagnosis;
  const missing = bad('missing');
  const measured = precision?.measured
    .map((one) => `${one.precision} ${rate(one.imagesPerSecond, 'pictures')}`)
    .join(', ');
  return table(
    ['', ''],
    [
      ['Graft Studio', diagnosis.graft],
      ['Node', `${diagnosis.node.version} ${faint(diagnosis.node.file)}`],
      ['system', `${diagnosis.system.platform} ${diagnosis.system.architecture}`],
      [
        'engine',
        engine
          ? `TensorFlow ${engine.tensorflow} (${engine.version}, ${bytes(engine.sizeBytes)}, ${engineFiles[engine.files]}) ${faint(engine.folder)}`
          : missing,
      ],
      ...diagnosis.devices.map(({ kind, name, used }) => [
        kind === 'gpu' ? 'GPU' : 'processor',
        `${name}${used ? good(' in use') : ''}`,
      ]),
      ['instruction sets', processor.instructionSets.join(', ') || 'unknown'],
      ['precision', precision ? `${precision.precision}: ${reasonText(precision.reason)} ${faint(measured ?? '')}` : missing],
      ['memory', `${bytes(memory.freeBytes)} free of ${bytes(memory.totalBytes)}`],
      ['data folder', `${diagnosis.dataFolder}, ${freeText(disk.dataFreeBytes)} free on its disk`],
      ['database', databaseText(database)],
      ...diagnosis.caches.map(({ name, folder, sizeBytes }) => [
        `cache: ${name}`,
        `${bytes(sizeBytes)} ${faint(folder)}`,
      ]),
      ['cache disk', `${freeText(disk.cacheFreeBytes)} free`],
    ],
  );
}

const freeText = (count: number | null): string => (count === null ? 'unknown' : bytes(count));

function databaseText(database: Diagnosis['database']): string {
  if (!database) return bad('broken');
  if (database.version === null) return `${database.file}, made with the first data set`;
  const { datasets, runs } = database;
  const rows = datasets === null || runs === null ? bad('damaged') : `${counted(datasets, 'data set')}, ${counted(runs, 'run')}`;
  return `version ${database.version}, ${bytes(database.sizeBytes)}, ${rows} ${faint(database.file)}`;
}
