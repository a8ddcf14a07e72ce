import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import type { NetSpec } from '../../shared/net-spec.ts';
import type { Context } from '../terminal/context.ts';
import { examples } from './examples.ts';
import { cardinalityTable, formsText, gradientsText, netsTable, netText } from '../words/net-text.ts';
import { wholeNumber } from '../flags/option-values.ts';
import { runArgument } from './run-argument.ts';

export function registerNets(program: Command, context: Context): void {
  const nets = program.command('nets').description('the networks themselves, without weights: list, show, cardinality, forms, gradients');
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
    .argument('<net>', 'a name of "graft nets list", or a file with a spec (JSON)')
    .option('--classes <n>', 'classes its head tells apart (default: 1000, or 10 with the small stem)', wholeNumber('--classes', 1, 100_000))
    .option('--svg <file>', 'draw its blocks into an SVG file too')
    .action(async (text: string, { classes, svg }: { classes?: number; svg?: string }) => {
      const { findNet } = await import('../../core/nets/find-net.ts');
      const { reportNet } = await import('../../core/nets/net-report.ts');
      const net = await findNet(text);
      const report = reportNet(net, classes);
      if (svg !== undefined) await draw(net.spec, svg);
      await context.answer(svg === undefined ? report : { ...report, svg }, () => netText(report));
    });
  examples(show, ['graft nets show resnet50', 'graft nets show cifar_preresnet110 --svg blocks.svg', 'graft nets show my-net.json --classes 6 --json']);

  const forms = nets
    .command('forms')
    .description('the three equivalent forms of a ResNeXt block (arXiv 1611.05431, figure 3), built from the same weights and compared on a picture')
    .argument('<net or backbone>', 'a name of "graft nets list" or a spec, with weights drawn; or the id of a backbone')
    .option('--block <block>', 'stageN.K (default: the first whose input is added as it is)')
    .option('--picture <file>', 'picture to compare on (default: a drawn pattern)')
    .action((text: string, { block, picture }: { block?: string; picture?: string }) =>
      context.withStudio(async (studio) => {
        const { compareForms } = await import('../../core/runs/use/equivalent-forms.ts');
        const { findNet } = await import('../../core/nets/find-net.ts');
        const of = (await isNet(text)) ? await findNet(text) : { backbone: text };
        const { kind: _, ...compared } = await compareForms(studio, { of, block, picture });
        await context.answer({ net: text, ...compared }, () => formsText(compared));
      }),
    );
  examples(forms, ['graft nets forms resnext50_32x4d --picture rowan.jpg', 'graft nets forms cifar_resnext29_8x64d --block stage2.1 --json']);

  const gradients = nets
    .command('gradients')
    .description('how much of the gradient arrives at each block: of a network before its first step, or of a finished run (arXiv 1603.05027, section 3)')
    .argument('<net or run>', 'a name of "graft nets list" or a spec; or the number or name of a run')
    .option('--lambda <factors>', 'what its shortcuts multiply by, one series each: 0,0.5,1,1.1', factors)
    .option('--seed <n>', 'seed of its weights (default: 0)', wholeNumber('--seed', 0, 0xffffffff))
    .action((text: string, { lambda = [], seed = 0 }: { lambda?: number[]; seed?: number }) =>
      context.withStudio(async (studio) => {
        const { gradientsAtStart, gradientsOfRun } = await import('../../core/runs/use/gradients-by-depth.ts');
        const series = (await isNet(text)) ? await gradientsAtStart(await netOf(text), lambda, seed) : await gradientsOfRun(studio, await runArgument(context, studio, text));
        await context.answer(series, () => gradientsText(series));
      }),
    );
  examples(gradients, ['graft nets gradients cifar_resnet110 --lambda 0,0.5,1,1.1', 'graft nets gradients 3 --json']);

  const cardinality = nets
    .command('cardinality')
    .description('parameters and multiply-adds of ResNeXt blocks (arXiv 1611.05431, equation 4); without templates: those of the cost of 1x64d')
    .argument('[templates...]', 'cardinality x width, such as 32x4d')
    .option('--channels <n>', 'channels that enter and leave the block (default: 256)', wholeNumber('--channels', 1, 65_536))
    .option('--map <n>', 'height and width of its feature map (default: 56)', wholeNumber('--map', 1, 4096))
    .action(async (texts: string[], { channels = 256, map = 56 }: { channels?: number; map?: number }) => {
      const { blockParameters, cardinalityFigures, equalCost } = await import('../../shared/cardinality.ts');
      const reference = blockParameters({ cardinality: 1, width: Math.ceil(channels / 4), channels });
      const templates = texts.length > 0 ? texts.map((text) => ({ ...templateOf(text), channels })) : equalCost(channels, reference);
      const rows = templates.map((template) => cardinalityFigures(template, map));
      await context.answer(rows, () => cardinalityTable(rows));
    });
  examples(cardinality, ['graft nets cardinality', 'graft nets cardinality 32x4d 64x4d --channels 512 --map 28 --json']);
}

/** `32x4d` or `32x4`. @throws StudioError `bad-usage` */
function templateOf(text: string): { cardinality: number; width: number } {
  const [, cardinality, width] = /^([1-9]\d{0,4})x([1-9]\d{0,4})d?$/.exec(text) ?? [];
  if (cardinality !== undefined) return { cardinality: Number(cardinality), width: Number(width) };
  throw new StudioError('bad-usage', `"${text}" is no template`, { field: 'templates', hint: 'Write cardinality x width: 32x4d is 32 groups of 4 channels.' });
}

async function draw(spec: NetSpec, file: string): Promise<void> {
  const { blockDrawing } = await import('../../core/nets/block-drawing.ts');
  const { planNet } = await import('../../core/nets/plan/net-plan.ts');
  const { createOutputFile } = await import('../../core/files/output-file.ts');
  const output = await createOutputFile(file, { field: 'svg', kind: 'svg' });
  try {
    await output.append(blockDrawing(planNet(spec)));
    await output.commit();
  } finally {
    await output.discard();
  }
}

/** A name of a network, a file or a spec; anything else is a run or a backbone. */
async function isNet(text: string): Promise<boolean> {
  const { namedNets } = await import('../../core/nets/named.ts');
  return namedNets.has(text) || text.endsWith('.json') || text.trimStart().startsWith('{');
}

async function netOf(text: string): Promise<NetSpec> {
  const { findNet } = await import('../../core/nets/find-net.ts');
  return (await findNet(text)).spec;
}

/** `0,0.5,1`. @throws StudioError `bad-usage` */
function factors(text: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (values.every((value) => value >= 0 && value <= 10)) return values;
  throw new StudioError('bad-usage', `--lambda is "${text}"`, { field: 'lambda', hint: 'It takes numbers from 0 to 10, such as 0,0.5,1,1.1.' });
}
