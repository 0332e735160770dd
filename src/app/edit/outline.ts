/** The geometry of taking hold of covers: outlines, handles, and what a drag makes of a shape. Pixels of the picture. */
import { COVER_EXPONENT } from '../../base/superellipse.ts';
import type { Shape } from '../../session/corrections.ts';

export interface At {
  readonly x: number;
  readonly y: number;
}

const STEPS = 48;

/** The outline of a cover's core, which is covered for certain, as an SVG path. */
export function outlineOf(shape: Shape): string {
  const points = Array.from({ length: STEPS }, (_, i) => {
    const t = (2 * Math.PI * i) / STEPS;
    const u = Math.sign(Math.cos(t)) * Math.abs(Math.cos(t)) ** (2 / COVER_EXPONENT);
    const v = Math.sign(Math.sin(t)) * Math.abs(Math.sin(t)) ** (2 / COVER_EXPONENT);
    const { x, y } = outOf(shape, u, v);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join('L')}Z`;
}

/** The point that is `u`, `v` half sides from a shape's middle, along its own axes. */
export function outOf(shape: Shape, u: number, v: number): At {
  const cos = Math.cos(shape.angle);
  const sin = Math.sin(shape.angle);
  const dx = (u * shape.width) / 2;
  const dy = (v * shape.height) / 2;
  return { x: shape.x + dx * cos - dy * sin, y: shape.y + dx * sin + dy * cos };
}

/** What is dragged: the whole, a corner, or the handle above that turns it. */
export type Grip = 'move' | 'size' | 'turn';

/** The shape after its grip was dragged from one point to another. */
export function dragged(shape: Shape, grip: Grip, from: At, to: At): Shape {
  if (grip === 'move') {
    return { ...shape, x: shape.x + to.x - from.x, y: shape.y + to.y - from.y };
  }
  if (grip === 'turn') {
    return { ...shape, angle: Math.atan2(to.y - shape.y, to.x - shape.x) + Math.PI / 2 };
  }
  const cos = Math.cos(shape.angle);
  const sin = Math.sin(shape.angle);
  const dx = to.x - shape.x;
  const dy = to.y - shape.y;
  return {
    ...shape,
    width: 2 * Math.abs(dx * cos + dy * sin),
    height: 2 * Math.abs(dy * cos - dx * sin),
  };
}

/** A new cover between two corners. */
export function between(a: At, b: At): Shape {
  return {
    x: (a.x + b.x) / 2,
    y: (a.y + b.y) / 2,
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
    angle: 0,
  };
}

/** What a key does to a shape; null when it is none of ours. @param step px of the picture */
export function keyed(shape: Shape, key: string, larger: boolean, step: number): Shape | null {
  const arrows: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  const arrow = arrows[key];
  if (arrow) {
    const [dx, dy] = [arrow[0] * step, arrow[1] * step];
    return larger
      ? { ...shape, width: shape.width + 2 * dx, height: shape.height - 2 * dy }
      : { ...shape, x: shape.x + dx, y: shape.y + dy };
  }
  const turn = key === '[' ? -1 : key === ']' ? 1 : 0;
  return turn === 0 ? null : { ...shape, angle: shape.angle + (turn * Math.PI) / 36 };
}
