import { clamp01 } from '../../../base/clamp.ts';
import type { ApplyCpu } from '../mode.ts';

type Colour = readonly [number, number, number];

export const SLATE: Colour = [0.2, 0.24, 0.3];
const SKIN: Colour = [0.93, 0.89, 0.82];
const INK: Colour = [0.25, 0.29, 0.36];

/** Solid colours by style; the figure is drawn on slate. */
export const SOLID: Readonly<Record<string, Colour>> = { slate: SLATE, black: [0, 0, 0], white: [1, 1, 1] };

/** Paints over every pixel of the crop; the crop's own content is not read. */
export const applyCpu: ApplyCpu = ({ side, rgba }, values) => {
  rgba.set(painted(side, String(values.style)));
};

/** Every crop of a size and style is the same: painted once, then copied. There are few sizes and styles. */
const paintings = new Map<string, Float32Array>();

function painted(side: number, style: string): Float32Array {
  const name = `${style} ${side}`;
  let rgba = paintings.get(name);
  if (!rgba) {
    rgba = new Float32Array(side * side * 4);
    const solid = SOLID[style];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const [r, g, b] = solid ?? figure((2 * x + 1) / side - 1, (2 * y + 1) / side - 1, 2 / side);
        rgba.set([r, g, b, 1], (y * side + x) * 4);
      }
    }
    paintings.set(name, rgba);
  }
  return rgba;
}

/**
 * A calm face: an oval on slate, two closed eyes, a small smile. x and y run over [-1, 1]; `px` is a pixel's size
 * in that measure, over which edges are softened.
 */
function figure(x: number, y: number, px: number): Colour {
  const oval = cover(Math.hypot(x / 0.74, y / 0.8) - 1, px / 0.77);
  const eyes = stroke(Math.hypot(Math.abs(x) - 0.28, y + 0.2) - 0.14, y + 0.16, px);
  const smile = stroke(Math.hypot(x, y - 0.14) - 0.3, y - 0.28, px);
  return mix(mix(SLATE, SKIN, oval), INK, Math.max(eyes, smile) * oval);
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
