/**
 * Environment of a process that runs TensorFlow; read by glibc and by the library before our first line, so it is given at spawn.
 * - oneDNN: on, also where TensorFlow would leave it off (AVX2 only): without it gradients of grouped
 *   convolutions fail there, and a step of ResNet-50 took 1.6 times as long.
 * - malloc thresholds: what a step frees and takes again would be given back to the system each time above glibc's own thresholds, and paid for in page faults. Activations come from
 *   an allocator of TensorFlow's, which keeps them; what has 4 MiB and more beside them are weights in JavaScript, in whose place nothing else came to lie
 *   when they were let go (docs/decisions/0110).
 *   One arena for every four threads that compute: glibc would have eight for each processor, and the pages that any of them ever used add up, as which thread
 *   takes which part of a step is chance (docs/decisions/0067, 0079).
 *   A process that stays and mostly waits (`memory` given back) does without: TensorFlow copies a model's weights several times while
 *   it prepares a graph, and so gives that back (ResNet-50: 1.1 GB in place of 1.75, as quick for one picture).
 * - On an NVIDIA GPU (docs/decisions/0057, measured): memory taken as it is needed; float32 is float32, where the card would round products
 *   to TF32's 10 bits (logits 1e-3 off in place of 1e-6); the same steps leave the same bits; the first card alone, as a run uses
 *   one. Whoever starts the program may set any of the four otherwise.
 */
export function engineEnvironment(
  threads: number,
  base: NodeJS.ProcessEnv = process.env,
  memory: 'kept' | 'given-back' = 'kept',
): NodeJS.ProcessEnv {
  return {
    ...gpuSettings,
    TF_CPP_MIN_LOG_LEVEL: '2',
    ...base,
    TF_ENABLE_ONEDNN_OPTS: '1',
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
    ...mallocSettings[memory],
    ...(memory === 'kept' && { MALLOC_ARENA_MAX: String(Math.max(1, Math.floor(threads / 4))) }),
  };
}

const gpuSettings = {
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  NVIDIA_TF32_OVERRIDE: '0',
  TF_DETERMINISTIC_OPS: '1',
  CUDA_VISIBLE_DEVICES: '0',
} as const;

const mallocSettings = {
  kept: { MALLOC_MMAP_THRESHOLD_: '4194304', MALLOC_TRIM_THRESHOLD_: '17179869184', MALLOC_TOP_PAD_: '67108864' },
  'given-back': { MALLOC_MMAP_THRESHOLD_: '262144' },
} as const;
