import type { Command } from 'commander';
import { StudioError } from '../../core/errors.ts';
import type { NetSpec } from '../../shared/net-spec.ts';
import type { BackboneInfo } from '../../core/weights/backbones.ts';
import type { ImportOptions } from '../../core/weights/import-backbone.ts';
import type { Context } from '../terminal/context.ts';
import { writeError } from '../terminal/report-error.ts';
import { backboneText, backbonesTable, importText, recommendedText } from '../words/backbone-text.ts';
import { examples } from './examples.ts';
import { number, choice, triple, wholeNumber } from '../flags/option-values.ts';

export function registerBackbones(program: Command, context: Context): void {
  const backbones = program
    .command('backbones')
    .description('pretrained networks to start from: list, recommend, info, download, import');
  examples(backbones, ['graft backbones list', 'graft backbones download resnet50.a1_in1k']);

  const list = backbones
    .command('list')
    .description('the embedded backbone, those of the catalogue and the imported ones')
    .option('--on-disk', 'only those that are on this machine')
    .action(async ({ onDisk }: { onDisk?: boolean }) => {
      const { backbonesAndDamage } = await import('../../core/weights/backbones.ts');
      const { backbones: all, damaged } = await backbonesAndDamage(await folderOf(context));
      for (const problem of damaged) writeError(problem, context.verbose);
      const { suitsFields } = await import('../../core/nets/suits-strategy.ts');
      const rows: BackboneInfo[] = onDisk ? all.filter((row) => row.onDisk) : all;
      await context.answer(rows.map((row) => ({ ...row, ...suitsFields(row.id) })), () => backbonesTable(rows));
    });
  examples(list, ['graft backbones list', 'graft backbones list --on-disk --json']);

  const recommend = backbones
    .command('recommend')
    .description('up to three base models for this computer, each with the reason: what is here, what is quick, what is most accurate')
    .action(async () => {
      const { listBackbones } = await import('../../core/weights/backbones.ts');
      const { backboneFit, recommendedBackbones } = await import('../../core/runs/plan/recommended-backbones.ts');
      const { suitsFields } = await import('../../core/nets/suits-strategy.ts');
      const { thisComputer } = await import('../../core/runs/lifecycle/computer-here.ts');
      const all = await listBackbones(await folderOf(context));
      const computer = thisComputer();
      const rows = recommendedBackbones(all, computer).map(({ id, as }) => {
        const { net: _, ...row } = all.find((one) => one.id === id)!;
        return { ...row, ...suitsFields(id), recommended: as, fit: backboneFit(all.find((one) => one.id === id)!, computer) };
      });
      await context.answer({ computer, backbones: rows }, () => recommendedText(rows));
    });
  examples(recommend, ['graft backbones recommend', 'graft backbones recommend --json']);

  const info = backbones
    .command('info')
    .description('architecture, size, licence, accuracy and preprocessing of a backbone')
    .argument('<id>')
    .action(async (id: string) => {
      const { backboneInfo } = await import('../../core/weights/backbones.ts');
      const { backboneMeant } = await import('../../core/references/backbone-meant.ts');
      const { suitsFields } = await import('../../core/nets/suits-strategy.ts');
      const row = await backboneInfo(await folderOf(context), backboneMeant(id));
      const told = { ...row, ...suitsFields(row.id) };
      await context.answer(told, () => backboneText(told));
    });
  examples(info, ['graft backbones info resnet50.a1_in1k']);

  const download = backbones
    .command('download')
    .description('fetch a backbone of the catalogue into the Hugging Face cache; goes on where it was cut off')
    .argument('<id>')
    .action(async (text: string) => {
      const { backboneMeant } = await import('../../core/references/backbone-meant.ts');
      const { downloadBackbone } = await import('../../core/weights/backbones.ts');
      const id = backboneMeant(text);
      const folder = await folderOf(context);
      const progress = context.progress(`Downloading ${id}`, 'MB');
      const megabytes = (count: number) => Math.round(count / 1e6);
      const found = await context
        .stoppable(
          (signal) =>
            downloadBackbone(folder, id, {
              signal,
              onProgress: ({ receivedBytes, totalBytes }) =>
                progress.update(megabytes(receivedBytes), megabytes(totalBytes)),
            }),
          'Stopping; what is fetched is kept, and the next download goes on from there.',
        )
        .finally(() => progress.clear());
      await context.answer(found, () =>
        found.downloaded
          ? `Downloaded and verified ${id}: ${found.file}`
          : `${id} is on this machine already, and verified: ${found.file}`,
      );
    });
  examples(download, [
    'graft backbones download resnet50.a1_in1k',
    'HF_ENDPOINT=https://my-mirror graft backbones download resnet18.tv_in1k',
  ]);

  registerImport(backbones, context);
}

interface ImportFlags extends NonNullable<ImportOptions['preprocessing']> {
  arch?: string;
  net?: string;
  name?: string;
  licence?: string;
  prefix?: string;
}

function registerImport(backbones: Command, context: Context): void {
  const command = backbones
    .command('import')
    .description("take over weights with torchvision's, timm's or transformers' names, whatever stands before them")
    .argument('<file>', 'a .safetensors file, or .pth, .pt, .bin, .ckpt as torch.save writes them')
    .option('--arch <name>', 'its architecture, such as resnet50')
    .option('--net <name>', 'its network: a name of graft nets list, or a file with its spec')
    .option('--name <id>', "id to give it (default: the file's name)")
    .option('--licence <text>', 'licence to keep with it')
    .option('--prefix <text>', 'which copy to take where the file holds the network more than once, such as student.')
    .option('--image-size <pixels>', 'side of the square it was trained on', wholeNumber('image-size', 32, 1024))
    .option('--crop-pct <part>', 'part of the resized short side that the crop keeps, 0.1 to 1', number('crop-pct'))
    .option('--interpolation <kind>', 'bilinear or bicubic', choice('interpolation', ['bilinear', 'bicubic'] as const))
    .option('--mean <r,g,b>', 'mean of red, green and blue in 0..1', triple('mean'))
    .option('--std <r,g,b>', 'standard deviation of red, green and blue', triple('std'))
    .action(async (file: string, { arch, net, name, licence, prefix, ...preprocessing }: ImportFlags) => {
      const { importBackbone } = await import('../../core/weights/import-backbone.ts');
      const result = await importBackbone(await folderOf(context), file, {
        net: await netMeant(arch, net),
        name,
        licence,
        prefix,
        preprocessing,
      });
      await context.answer(result, () => importText(result));
    });
  examples(command, [
    'graft backbones import resnet50.safetensors --arch resnet50',
    'graft backbones import moco_v2_800ep.pth.tar --arch resnet50 --name moco',
    'graft backbones import cifar.safetensors --net cifar_resnet20',
    'graft backbones import own.safetensors --arch resnext50_32x4d --name mine --image-size 288 --interpolation bicubic',
  ]);
}

/** @throws StudioError `bad-usage` | `not-found` */
async function netMeant(arch: string | undefined, net: string | undefined): Promise<NetSpec> {
  if (net !== undefined && arch === undefined) {
    const { findNet } = await import('../../core/nets/find-net.ts');
    return (await findNet(net)).spec;
  }
  if (arch !== undefined && net === undefined) {
    const { catalogueNet } = await import('../../core/nets/named.ts');
    return catalogueNet(arch);
  }
  throw new StudioError('bad-usage', arch === undefined ? 'Neither --arch nor --net is given' : '--arch and --net say the same thing', {
    field: 'net',
    hint: 'Give one of them: --arch resnet50, or --net own.json for a network of your own.',
  });
}

async function folderOf(context: Context) {
  const { dataFolder } = await import('../../core/data-folder.ts');
  return dataFolder(context.dataDir);
}
