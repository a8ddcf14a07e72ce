import type { Command } from 'commander';
import type { Context } from '../terminal/context.ts';
import { examples } from './examples.ts';
import { netsTable, netText } from '../words/net-text.ts';
import { wholeNumber } from '../flags/option-values.ts';

export function registerNets(program: Command, context: Context): void {
  const nets = program.command('nets').description('the networks themselves, without weights: list, show');
  examples(nets, ['graft nets list', 'graft nets show cifar_resnet20']);

  const list = nets
    .command('list')
    .description('every network that has a name')
    .action(async () => {
      const { namedNets } = await import('../../core/nets/named.ts');
      const { reportNet } = await import('../../core/nets/net-report.ts');
      const reports = [...namedNets.values()].map((net) => reportNet(net));
      const rows = reports.map(({ name, parameters, multiplyAdds, imageSize, spec }) => ({ name, parameters, multiplyAdds, imageSize, spec }));
      await context.answer(rows, () => netsTable(reports));
    });
  examples(list, ['graft nets list', 'graft nets list --json']);

  const show = nets
    .command('show')
    .description('what a network is made of: blocks, parameters, multiply-adds, tensors, cut points')
    .argument('<net>', 'a name of `nets list`, or a file with a spec (JSON)')
    .option('--classes <n>', 'classes its head tells apart (1000, or 10 with the small stem)', wholeNumber('--classes', 1, 100_000))
    .action(async (text: string, { classes }: { classes?: number }) => {
      const { findNet } = await import('../../core/nets/find-net.ts');
      const { reportNet } = await import('../../core/nets/net-report.ts');
      const report = reportNet(await findNet(text), classes);
      await context.answer(report, () => netText(report));
    });
  examples(show, ['graft nets show resnet50', 'graft nets show my-net.json --classes 6 --json']);
}
