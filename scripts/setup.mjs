// Sets the checkout up: packages, pinned Node, TensorFlow engine. Only Node built-ins, here and in setup/: this runs before
// anything is installed. Old versions of Node must get as far as the sentence below, hence the late import.
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  const found = `Node ${process.versions.node} is too old`;
  console.error(`${found}: install Node 20 or newer (only the set-up uses it) and run this again.`);
  process.exitCode = 3;
} else {
  const { setUp } = await import('./setup/set-up.mjs');
  process.exitCode = await setUp();
}
