import { clamp01 } from '../../../base/clamp.ts';
import type { ApplyCpu } from '../mode.ts';

type Colour = readonly [number, number, number];

export const SLATE: Colour = [0.2, 0.24, 0.3];
const INK: Colour = [0.25, 0.29, 0.36];

/** The figure's colours. */
export const TONES: Readonly<Record<string, Colour>> = {
  sand: [0.93, 0.89, 0.82],
  sage: [0.72, 0.82, 0.7],
  sky: [0.68, 0.8, 0.9],
  coral: [0.93, 0.7, 0.62],
  lilac: [0.8, 0.74, 0.9],
  sun: [0.95, 0.84, 0.55],
};
/** Its faces; the shader goes by the order. */
export const LOOKS: readonly string[] = ['calm', 'awake', 'serious'];

/** Solid colours by style; the figure is drawn on slate. */
export const SOLID: Readonly<Record<string, Colour>> = { slate: SLATE, black: [0, 0, 0], white: [1, 1, 1] };

/** Paints over every pixel of the crop; the crop's own content is not read. */
export const applyCpu: ApplyCpu = ({ side, rgba }, values) => {
  rgba.set(painted(side, String(values.style), String(values.tone), String(values.look)));
};

/** Every crop of a size and style is the same: painted once, then copied. The last ones are kept. */
const paintings = new Map<string, Float32Array>();

function painted(side: number, style: string, tone: string, look: string): Float32Array {
  const name = `${style} ${tone} ${look} ${side}`;
  let rgba = paintings.get(name);
  if (!rgba) {
    rgba = new Float32Array(side * side * 4);
    const skin = TONES[tone] ?? SLATE;
    const solid = SOLID[style];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const [r, g, b] =
          solid ?? figure((2 * x + 1) / side - 1, (2 * y + 1) / side - 1, 2 / side, skin, look);
        rgba.set([r, g, b, 1], (y * side + x) * 4);
      }
    }
    if (paintings.size >= 12) {
      paintings.clear();
    }
    paintings.set(name, rgba);
  }
  return rgba;
}

/**
 * A face: an oval on slate, two eyes, a mouth. x and y run over [-1, 1]; `px` is a pixel's size
 * in that measure, over which edges are softened.
 */
function figure(x: number, y: number, px: number, skin: Colour, look: string): Colour {
  const oval = cover(Math.hypot(x / 0.74, y / 0.8) - 1, px / 0.77);
  const eyes =
    look === 'awake'
      ? cover(Math.hypot(Math.abs(x) - 0.28, y + 0.12) - 0.06, px)
      : stroke(Math.hypot(Math.abs(x) - 0.28, y + 0.2) - 0.14, y + 0.16, px);
  const mouth =
    look === 'serious'
      ? cover(Math.max(Math.abs(x) - 0.18, Math.abs(y - 0.36) - 0.022), px)
      : stroke(Math.hypot(x, y - 0.14) - 0.3, y - 0.28, px);
  return mix(mix(SLATE, skin, oval), INK, Math.max(eyes, mouth) * oval);
}

/** 1 inside (distance < 0), 0 outside, a pixel's width of ramp between. */
function cover(distance: number, px: number): number {
  return clamp01(0.5 - distance / (2 * px));
}

/** A line of fixed width along distance 0, only where `below` > 0 (the lower arc of a circle). */
function stroke(distance: number, below: number, px: number): number {
  return cover(Math.abs(distance) - 0.022, px) * clamp01(0.5 + below / (2 * px));
}

function mix(a: Colour, b: Colour, t: number): Colour {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}
