/** What `--net` says as a run takes it: a name as it is, a file as the spec in it, so that a run depends on no file that may change. */
export async function netArgument(text: string): Promise<string> {
  const { findNet } = await import('../../core/nets/find-net.ts');
  const { namedNets } = await import('../../core/nets/named.ts');
  const { spec } = await findNet(text);
  return namedNets.has(text) ? text : JSON.stringify(spec);
}
