import { parse } from 'vue/compiler-sfc';

/** The part of an element of a template that rules ask about. */
export interface TemplateNode {
  tag?: string;
  props?: { name: string; arg?: { content?: string } | null; exp?: { content?: string } | null; value?: { content?: string } | null }[];
  children?: TemplateNode[];
  /** Of `{{ … }}`. */
  content?: { content?: string } | string;
}

const sources = import.meta.glob('../**/*.vue', { query: '?raw', import: 'default', eager: true }) as Record<string, string>;
/** Every component of the window, with its path below `renderer/`. */
export const components = Object.entries(sources).map(([path, source]) => ({ path: path.slice('../'.length), source }));

export const templateOf = (source: string): TemplateNode | null => (parse(source).descriptor.template?.ast as TemplateNode | undefined) ?? null;

/** An attribute, written (`title="…"`) or bound (`:title="…"`), or with `v-` a directive. */
export const attributeOf = ({ props = [] }: TemplateNode, name: string) =>
  props.find((prop) => (name.startsWith('v-') ? prop.name === name.slice(2) : prop.name === name || (prop.name === 'bind' && prop.arg?.content === name)));

export const every = (node: TemplateNode): TemplateNode[] => [node, ...(node.children ?? []).flatMap(every)];
