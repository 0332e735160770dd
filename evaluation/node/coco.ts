/** Boxes with labels in COCO's format (images, annotations, categories). */

import { UsageError } from '../../cli/headless/errors.ts';
import type { Rectangle } from '../../src/base/geometry.ts';
import type { TrueBox } from '../../src/metrics/detection.ts';

export interface LabelledPicture {
  /** As in the file; may have folders in it. */
  readonly file: string;
  /** Pixels, as the file has them. */
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly LabelledBox[];
  /** The video that it is a frame of, and its place in it; absent for a picture. */
  readonly video?: { readonly name: string; readonly frame: number };
}

/** `instance`: which of a video's people, or times that it is done, where the annotations tell them apart. */
export interface LabelledBox extends TrueBox {
  readonly instance?: number;
}

export interface Annotations {
  /** In the order of the file's categories. */
  readonly labels: readonly string[];
  readonly pictures: readonly LabelledPicture[];
}

type Item = Readonly<Record<string, unknown>>;

/** `video` and `frame` of an image, and `instance` of an annotation, are ours: of frames of videos. Crowds (`iscrowd`) count neither as found nor as missed. @throws UsageError, with the place, for another format. */
export function parseCoco(text: string, name = 'The annotations'): Annotations {
  let given: Item;
  try {
    given = JSON.parse(text) as Item;
  } catch (error) {
    throw new UsageError(`${name} is no JSON (${(error as Error).message}).`);
  }
  const lists = ['images', 'annotations', 'categories'].map((key) => given?.[key]);
  if (!lists.every((list): list is Item[] => Array.isArray(list))) {
    throw new UsageError(
      `${name} is not in COCO's format: it needs the lists images, annotations and categories.`,
    );
  }
  const [images = [], annotations = [], categories = []] = lists as Item[][];
  const labels = new Map(categories.map(({ id, name: label }) => [id, String(label)]));
  const pictures = new Map(
    images.map((image, index) => [image.id, pictureOf(image, `${name}, image ${index}`)]),
  );
  annotations.forEach(({ image_id, category_id, bbox, iscrowd, instance }, index) => {
    const where = `${name}, annotation ${index}`;
    const label = labels.get(category_id);
    if (label === undefined) {
      throw new UsageError(`${where}: there is no category ${category_id}.`);
    }
    const picture = pictures.get(image_id);
    if (!picture) {
      throw new UsageError(`${where}: there is no image ${image_id}.`);
    }
    picture.boxes.push({
      ...boxIn(picture, bbox, where),
      label,
      ...(iscrowd ? { ignore: true } : {}),
      ...(typeof instance === 'number' ? { instance } : {}),
    });
  });
  return { labels: [...labels.values()], pictures: [...pictures.values()] };
}

function pictureOf({ file_name, width, height, video, frame }: Item, where: string) {
  if (typeof file_name !== 'string' || /^\/|(^|[/\\])\.\.([/\\]|$)/.test(file_name)) {
    throw new UsageError(`${where}: "${file_name}" is no file in the folder.`);
  }
  if (!isLength(width) || !isLength(height)) {
    throw new UsageError(`${where}: width and height are missing; boxes are in pixels of that size.`);
  }
  const picture = { file: file_name, width, height, boxes: [] as LabelledBox[] };
  if (video === undefined) {
    return picture;
  }
  if (typeof video !== 'string' || !Number.isInteger(frame)) {
    throw new UsageError(`${where}: a frame of a video has its video's name and a whole number as frame.`);
  }
  return { ...picture, video: { name: video, frame: frame as number } };
}

/** Cut at the picture's border, as boxes drawn by hand are often a little over it. @throws UsageError where nothing is left. */
function boxIn(picture: Omit<LabelledPicture, 'boxes'>, bbox: unknown, where: string): Rectangle {
  if (
    !Array.isArray(bbox) ||
    bbox.length !== 4 ||
    !bbox.every((n): n is number => typeof n === 'number' && Number.isFinite(n))
  ) {
    throw new UsageError(`${where}: bbox is [x, y, width, height], not ${JSON.stringify(bbox)}.`);
  }
  const [left, top, across, down] = bbox as [number, number, number, number];
  const x = Math.max(0, left);
  const y = Math.max(0, top);
  const width = Math.min(picture.width, left + across) - x;
  const height = Math.min(picture.height, top + down) - y;
  if (!(width > 0 && height > 0)) {
    throw new UsageError(
      `${where}: the box ${JSON.stringify(bbox)} is empty or outside ${picture.file}, which is ${picture.width} × ${picture.height}. Correct it or take it out.`,
    );
  }
  return { x, y, width, height };
}

const isLength = (value: unknown): value is number => typeof value === 'number' && value > 0;
