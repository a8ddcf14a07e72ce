/**
 * ONNX Runtime, without its calls home: since 1.29 it would write a number for this computer into the user's cache folder and send events to
 * its maker, unless this variable stands when it is loaded. (Its documentation, Privacy.md.)
 */
export function loadOnnxRuntime(): Promise<typeof import('onnxruntime-node')> {
  process.env.ORT_DISABLE_TELEMETRY = '1';
  return import('onnxruntime-node');
}
