/** Drawings as text: SVG that stands alone, for light paper. */

export const INK = { text: '#1d2733', quiet: '#5b6876', grid: '#e3e8ee', paper: '#ffffff' } as const;
/** Colours that stay apart for most colour-blind people (after Okabe and Ito 2008), darkened to be read on white. */
export const COLOURS = ['#0b62a8', '#b4540a', '#00795a', '#a3397c', '#6a5a00', '#3b3b98'] as const;

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; attributes that are undefined are left out, numbers rounded to hundredths. */
export function el(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const own = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === 'number' ? Math.round(value * 100) / 100 : escaped(value as string)}"`,
    )
    .join('');
  return children.length > 0 ? `<${name}${own}>${children.join('')}</${name}>` : `<${name}${own}/>`;
}

export function text(x: number, y: number, words: string, attributes: Attributes = {}): string {
  return el('text', { x, y, fill: INK.text, ...attributes }, escaped(words));
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes = {}): string {
  return el('line', { x1, y1, x2, y2, stroke: INK.grid, ...attributes });
}

/** The whole drawing. @param label what it shows, in words, for those who cannot see it. */
export function drawing(
  width: number,
  height: number,
  label: string,
  ...children: readonly string[]
): string {
  return el(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': 'system-ui, "Liberation Sans", Arial, sans-serif',
      'font-size': 13,
    },
    el('title', {}, escaped(label)),
    el('rect', { width, height, fill: INK.paper }),
    ...children,
  );
}

/** From `[from0, from1]` to `[to0, to1]`. */
export function scale(
  from: readonly [number, number],
  to: readonly [number, number],
): (value: number) => number {
  return (value) => to[0] + ((value - from[0]) / (from[1] - from[0])) * (to[1] - to[0]);
}

function escaped(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
