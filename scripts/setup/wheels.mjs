/**
 * Every wheel that an engine is made of, with the sha256 of the files that may be it (one a system). pip refuses any other file
 * under that name, whichever index or mirror it comes from. To raise a version: `python3 -m pip install --dry-run --report -
 * --no-deps --only-binary=:all: --python-version 3.11 --platform <platform> --target x <name>==<version>` tells the new hashes.
 */
export const tensorflowVersion = '2.21.0';

const pin = (name, version, ...sha256) => ({ name, version, sha256 });

export const tensorflowWheels = {
  'tensorflow-cpu': pin(
    'tensorflow-cpu',
    tensorflowVersion,
    '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c', // Linux x64
  ),
  tensorflow: pin(
    'tensorflow',
    tensorflowVersion,
    '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124', // Linux x64
    '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88', // macOS arm64
  ),
};

/** What TensorFlow's extra `and-cuda` asks for, Linux x64: the newest that satisfied it in November 2026. */
export const cudaWheels = [
  pin('nvidia-cublas-cu12', '12.9.3.13', 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72'),
  pin('nvidia-cuda-cupti-cu12', '12.8.90', 'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182'),
  pin('nvidia-cuda-nvcc-cu12', '12.9.86', '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0'),
  pin('nvidia-cuda-nvrtc-cu12', '12.9.86', '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4'),
  pin('nvidia-cuda-runtime-cu12', '12.9.79', '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3'),
  pin('nvidia-cudnn-cu12', '9.28.0.42', '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375'),
  pin('nvidia-cufft-cu12', '11.4.1.4', 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28'),
  pin('nvidia-curand-cu12', '10.3.10.19', '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e'),
  pin('nvidia-cusolver-cu12', '11.7.5.82', '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88'),
  pin('nvidia-cusparse-cu12', '12.5.10.65', '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78'),
  pin('nvidia-nccl-cu12', '2.32.3', 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c'),
  pin('nvidia-nvjitlink-cu12', '12.9.86', 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9'),
];

/** A line of a requirements file for pip's `--require-hashes`. */
export const requirementLine = ({ name, version, sha256 }) =>
  [`${name}==${version}`, ...sha256.map((hash) => `--hash=sha256:${hash}`)].join(' ');
