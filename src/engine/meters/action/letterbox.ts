/** A picture in the middle of a grey square, as the action detector was trained on (`training/guise_training/actions.py`). */
import type { Rectangle } from '../../../base/geometry.ts';

/** Level of the square's grey, 0..255. */
export const GREY = 114;

export interface Letterbox {
  /** Pixels of the square a pixel of the picture. */
  readonly scale: number;
  /** Where the picture's top left corner lies in the square. */
  readonly left: number;
  readonly top: number;
  /** The picture's sides in the square, pixels. */
  readonly width: number;
  readonly height: number;
}

/** Where a picture of `width` × `height` lies in a square of `side` pixels. */
export function letterbox(width: number, height: number, side: number): Letterbox {
  const scale = side / Math.max(width, height);
  const inner = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  return {
    scale,
    ...inner,
    left: Math.floor((side - inner.width) / 2),
    top: Math.floor((side - inner.height) / 2),
  };
}

/** A box of the square in shares (0..1) of the picture, cut at its border; null where nothing of it is inside. */
export function boxInPicture(box: Rectangle, { left, top, width, height }: Letterbox): Rectangle | null {
  const share = (value: number, start: number, length: number) =>
    Math.min(1, Math.max(0, (value - start) / length));
  const x = share(box.x, left, width);
  const y = share(box.y, top, height);
  const right = share(box.x + box.width, left, width);
  const bottom = share(box.y + box.height, top, height);
  return right > x && bottom > y ? { x, y, width: right - x, height: bottom - y } : null;
}

/** What is seen in a square, as boxes in shares (0..1) of the picture of `width` × `height` that lies in it. */
export function peopleInPicture<Person extends Rectangle>(
  people: readonly Person[],
  width: number,
  height: number,
  side: number,
): Person[] {
  const place = letterbox(width, height, side);
  return people.flatMap((person) => {
    const box = boxInPicture(person, place);
    return box ? [{ ...person, ...box }] : [];
  });
}
