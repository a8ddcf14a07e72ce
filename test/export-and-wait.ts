/** Exports to the folder given, says so when the model is written, and then waits to be killed. */
import { exportModel } from '../src/core/exporting/export-run.ts';
import { exportRequest } from './export-request.ts';

const request = await exportRequest(process.argv[2]!);
const onnx = (): Promise<never> => {
  console.log('written');
  return new Promise(() => setInterval(() => undefined, 1000));
};
await exportModel({ ...request, readers: { onnx } });
