/**
 * Points, boxes and sizes in the frame. Their space is part of the type, so that a box measured in a network's own picture
 * (`Rectangle`) cannot be used in the frame by mistake: it has to be converted.
 */

/** Pixels of the frame. Origin top left, y down. */
export type Space = 'frame';

declare const space: unique symbol;
interface In<S extends Space> {
  readonly [space]: S;
}

export type Point<S extends Space> = In<S> & { readonly x: number; readonly y: number };

/** Axis-parallel rectangle: top left corner and size, in pixels of space S. */
export type Box<S extends Space> = In<S> & {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type Size<S extends Space> = In<S> & { readonly width: number; readonly height: number };

export type FramePx = 'frame';

/** Whole pixels of a picture, from the first to before the last. Empty where `right` or `bottom` is not beyond. */
export interface PixelArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function point<S extends Space>(x: number, y: number): Point<S> {
  return { x, y } as Point<S>;
}

export function box<S extends Space>(x: number, y: number, width: number, height: number): Box<S> {
  return { x, y, width, height } as Box<S>;
}

export function size<S extends Space>(width: number, height: number): Size<S> {
  return { width, height } as Size<S>;
}

interface Sides {
  readonly width: number;
  readonly height: number;
}

export function isSameSize(a: Sides, b: Sides): boolean {
  return a.width === b.width && a.height === b.height;
}

export function centre<S extends Space>(b: Box<S>): Point<S> {
  return point<S>(b.x + b.width / 2, b.y + b.height / 2);
}

export function area(b: { readonly width: number; readonly height: number }): number {
  return Math.max(0, b.width) * Math.max(0, b.height);
}

/** The common part of two boxes; of width or height 0 where they do not meet. */
export function intersection<S extends Space>(a: Box<S>, b: Box<S>): Box<S> {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const right = Math.min(a.x + a.width, b.x + b.width);
  const bottom = Math.min(a.y + a.height, b.y + b.height);
  return box<S>(x, y, Math.max(0, right - x), Math.max(0, bottom - y));
}

/** The smallest box that holds both. */
export function union<S extends Space>(a: Box<S>, b: Box<S>): Box<S> {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return box<S>(
    x,
    y,
    Math.max(a.x + a.width, b.x + b.width) - x,
    Math.max(a.y + a.height, b.y + b.height) - y,
  );
}

/** A box of no named space, such as a network's own picture. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Intersection over union, 0 to 1. Two empty boxes give 0. */
export function iou<S extends Space>(a: Box<S>, b: Box<S>): number {
  return rectangleIou(a, b);
}

/** `iou` of boxes without a space: the caller answers for it that both are in the same one. */
export function rectangleIou(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const common = Math.max(0, width) * Math.max(0, height);
  const all = area(a) + area(b) - common;
  return all > 0 ? common / all : 0;
}

/** The middle of a box without a space. */
export function rectangleCentre({ x, y, width, height }: Rectangle) {
  return { x: x + width / 2, y: y + height / 2 };
}

/** Whether a point lies in a box, or on its border. */
export function holds(room: Rectangle, { x, y }: { readonly x: number; readonly y: number }): boolean {
  return x >= room.x && x <= room.x + room.width && y >= room.y && y <= room.y + room.height;
}

/** True when every number of the box is finite and it has an area. */
export function isProper(b: Box<Space>): boolean {
  return [b.x, b.y, b.width, b.height].every(Number.isFinite) && b.width > 0 && b.height > 0;
}

/** A box about the same centre, its sides multiplied by `factor`. */
export function scaleAbout<S extends Space>(b: Box<S>, factor: number): Box<S> {
  const w = b.width * factor;
  const h = b.height * factor;
  return box<S>(b.x + (b.width - w) / 2, b.y + (b.height - h) / 2, w, h);
}
