import { expect, test } from 'vitest';
import { activationOrders, netSpecSchema } from '../../shared/net-spec.ts';
import { blockDrawing, drawnBlocks } from './block-drawing.ts';
import { namedNets } from './named.ts';
import { planNet } from './plan/net-plan.ts';

const small = (changes: object) =>
  planNet(netSpecSchema.parse({ stem: 'small', stages: [{ blocks: 2, channels: 16, stride: 1 }], block: 'basic', ...changes }));

test('every order stands as in figure 4 of arXiv 1603.05027', () => {
  const drawn = activationOrders.map((order) => {
    const { branch, after } = drawnBlocks(small({ order }))[0]!;
    return [branch.map((text) => text.replace(/,.*/, '')).join(' '), after.join(' ')];
  });
  expect(drawn).toEqual([
    ['3x3 conv BN ReLU 3x3 conv BN', 'ReLU'],
    ['3x3 conv BN ReLU 3x3 conv', 'BN ReLU'],
    ['3x3 conv BN ReLU 3x3 conv BN ReLU', ''],
    ['ReLU 3x3 conv BN ReLU 3x3 conv BN', ''],
    ['BN ReLU 3x3 conv BN ReLU 3x3 conv', ''],
  ]);
});

test('alike blocks of a stage are drawn once, and shortcuts as they are', () => {
  const drawn = drawnBlocks(planNet(namedNets.get('resnext50_32x4d')!.spec));
  expect(drawn.map(({ title }) => title)).toEqual(['stage1.0', 'stage1.1 to 2', 'stage2.0', 'stage2.1 to 3', 'stage3.0', 'stage3.1 to 5', 'stage4.0', 'stage4.1 to 2']);
  expect(drawn[2]!.shortcut).toEqual(['1x1 conv, 512, / 2', 'BN']);
  expect(drawn[2]!.branch).toEqual(['1x1 conv, 256', 'BN', 'ReLU', '3x3 conv, 256, 32 groups, / 2', 'BN', 'ReLU', '1x1 conv, 512', 'BN']);
  expect(drawn[1]!.shortcut).toEqual([]);
  expect(drawnBlocks(planNet(namedNets.get('plain18')!.spec))[0]!.shortcut).toBeNull();
  const gate = drawnBlocks(small({ shortcut: { same: { kind: 'exclusive-gate', bias: -6 } } }))[0]!;
  expect(gate).toMatchObject({ shortcut: ['1x1 conv, 16', 'sigmoid', '1 - g, times x'], branch: expect.arrayContaining(['times g']) });
});

test('the drawing is SVG with every layer in it', () => {
  const plan = planNet(namedNets.get('cifar_preresnet110')!.spec);
  const svg = blockDrawing(plan);
  expect(svg).toMatch(/^<svg [^>]+viewBox="0 0 \d+ \d+"/);
  for (const text of drawnBlocks(plan).flatMap(({ title, branch, shortcut, after }) => [title, ...branch, ...(shortcut ?? []), ...after])) expect(svg).toContain(`>${text}</text>`);
  expect(svg.split('<').length).toBe(svg.split('>').length);
});
