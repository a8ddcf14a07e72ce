/** What a model is exported as; in this order they are offered. */
export const exportFormats = ['onnx', 'savedmodel', 'safetensors'] as const;
export type ExportFormat = (typeof exportFormats)[number];
