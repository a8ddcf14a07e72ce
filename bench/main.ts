// npm run bench -- <part> [arguments]
const parts: Record<string, { says: string; run: (rest: string[]) => Promise<void> }> = {
  growth: {
    says: 'how what a training costs grows with pictures, classes, size and depth: processor seconds and memory ([curve] [most pictures])',
    run: async (rest) => (await import('./growth.ts')).benchGrowth(rest),
  },
  real: {
    says: 'accuracy, seconds and memory on real drawings at three freeze depths (fetches 74 MB)',
    run: async (rest) => (await import('./real.ts')).benchReal(rest),
  },
  kill: {
    says: 'kills a small training n times (100) and compares its weights with those of an undisturbed one',
    run: async (rest) => (await import('./kill.ts')).benchKill(rest),
  },
  field: {
    says: 'the heavy cases of the field, all or those named: windows, hostile files, kills, sizes',
    run: async (rest) => (await import('./field/field.ts')).benchField(rest),
  },
  electron: {
    says: '5,000 thumbnails in Electron and in the pinned Node: how many come, memory, complaints',
    run: async () => (await import('./electron.ts')).benchElectron(),
  },
  progress: {
    says: 'time left as it is told every second of real trainings, against the truth: the sample and 2,000 drawn leaves',
    run: async (rest) => (await import('./progress.ts')).benchProgress(rest),
  },
  'exact-head': {
    says: 'seconds of a linear head solved to its optimum, up to 10,000 x 2,048 features',
    run: async (rest) => (await import('./exact-head.ts')).benchExactHead(rest),
  },
  'head-solvers': {
    says: 'the exact head beside the iterative one, accuracy and seconds: the sample, real drawings, Fashion-MNIST (fetches 105 MB)',
    run: async (rest) => (await import('./head-solvers.ts')).benchHeadSolvers(rest),
  },
  lab: {
    says: 'two experiments of the papers on Fashion-MNIST within 40 minutes: degradation and activation order (fetches 31 MB)',
    run: async (rest) => (await import('./lab.ts')).benchLab(rest),
  },
  trust: {
    says: 'sets [set …]: calibration, answer sets over 200 splits, classes left out, forecast and learning curve beside the truth (fetches 105 MB); suspects [set …]: planted wrong labels; or a data folder and a run',
    run: async ([what = '', ...rest]) => {
      if (what === 'suspects') return (await import('./planted-errors.ts')).benchPlantedErrors(rest);
      if (what === 'sets') return (await import('./trust-sets.ts')).benchTrustSets(rest);
      return (await import('./trust.ts')).benchTrust([what, ...rest]);
    },
  },
  peers: {
    says: 'this program, fastai and a plain script with timm from the same weights on the same pictures: accuracy, seconds, memory (fetches 600 MB)',
    run: async (rest) => (await import('./peers/peers.ts')).benchPeers(rest),
  },
  sizes: {
    says: 'pictures that grow while a run trains beside one size: processor seconds, clock and accuracy on the same pictures (fetches 105 MB)',
    run: async (rest) => (await import('./sizes/sizes.ts')).benchSizes(rest),
  },
  speed: {
    says: 'this program beside PyTorch, ONNX Runtime, fastai and Pillow in one table (fetches 1 GB of Python packages); --quick: what CI does, nothing fetched',
    run: async (rest) => (await import('./speed/speed.ts')).benchSpeed(rest),
  },
  resize: {
    says: 'resizing alone, of pictures that are decoded: the kernels beside plain JavaScript ([bilinear|bicubic] [--rounds n])',
    run: async (rest) => (await import('./resize.ts')).benchResize(rest),
  },
  decode: {
    says: 'processor ms of a picture from its file to the network, JPEG by the engine beside libvips ([folder])',
    run: async (rest) => (await import('./decode.ts')).benchDecode(rest),
  },
  whole: {
    says: 'whole trainings of the sample as somebody waits for them, seconds and processor seconds ([default|solved|head|stage4] [--rounds n] [--against checkout])',
    run: async (rest) => (await import('./whole.ts')).benchWhole(rest),
  },
  predict: {
    says: 'seconds, processor seconds and memory of graft predict on many files, of a run and of its ONNX export ([run|onnx] [--files n] [--known n] [--rounds n] [--against checkout])',
    run: async (rest) => (await import('./predict.ts')).benchPredict(rest),
  },
  scan: {
    says: 'seconds, processor seconds and memory of a scan of many files, the first and one of what is known ([--files n] [--rounds n] [--against checkout])',
    run: async (rest) => (await import('./scan.ts')).benchScan(rest),
  },
  opening: {
    says: 'processor ms of opening the graphs of a run ([network] [--against checkout])',
    run: async (rest) => (await import('./opening.ts')).benchOpening(rest),
  },
  profile: {
    says: 'what a training step is made of, by share: oneDNN by kind, and what is not oneDNN ([network] [float32|bfloat16] [none|until:<cut>])',
    run: async (rest) => (await import('./step-profile.ts')).benchProfile(rest),
  },
  step: {
    says: 'images/s of the forward pass and the training step, bare graph beside training loop',
    run: async (rest) => (await import('./step.ts')).benchStep(rest),
  },
};

const [name = '', ...rest] = process.argv.slice(2);
const part = parts[name];
if (part === undefined) {
  console.error(`npm run bench -- <part>, where part is one of`);
  for (const [known, { says }] of Object.entries(parts)) console.error(`  ${known.padEnd(10)} ${says}`);
  process.exitCode = 2;
} else {
  await part.run(rest);
}
