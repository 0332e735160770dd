/** Boxes with labels in COCO's format (images, annotations, categories). */
import type { TrueBox } from '../../src/metrics/detection.ts';
import { UsageError } from './errors.ts';

export interface LabelledPicture {
  /** As in the file; may have folders in it. */
  readonly file: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly boxes: readonly TrueBox[];
}

export interface Annotations {
  /** In the order of the file's categories. */
  readonly labels: readonly string[];
  readonly pictures: readonly LabelledPicture[];
}

type Item = Readonly<Record<string, unknown>>;

/** Crowds (`iscrowd`) count neither as found nor as missed. @throws UsageError, with the place, for another format. */
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
  const boxes = new Map<unknown, TrueBox[]>(images.map(({ id }) => [id, []]));
  annotations.forEach(({ image_id, category_id, bbox, iscrowd }, index) => {
    const where = `${name}, annotation ${index}`;
    const label = labels.get(category_id);
    if (label === undefined) {
      throw new UsageError(`${where}: there is no category ${category_id}.`);
    }
    const own = boxes.get(image_id);
    if (!own) {
      throw new UsageError(`${where}: there is no image ${image_id}.`);
    }
    if (
      !Array.isArray(bbox) ||
      bbox.length !== 4 ||
      !bbox.every((n) => typeof n === 'number' && Number.isFinite(n))
    ) {
      throw new UsageError(`${where}: bbox is [x, y, width, height], not ${JSON.stringify(bbox)}.`);
    }
    const [x, y, width, height] = bbox as [number, number, number, number];
    own.push({ x, y, width, height, label, ...(iscrowd ? { ignore: true } : {}) });
  });
  return {
    labels: [...labels.values()],
    pictures: images.map(({ id, file_name, width, height }, index) => {
      if (typeof file_name !== 'string' || /^\/|(^|[/\\])\.\.([/\\]|$)/.test(file_name)) {
        throw new UsageError(`${name}, image ${index}: "${file_name}" is no file in the folder.`);
      }
      return {
        file: file_name,
        width: typeof width === 'number' ? width : null,
        height: typeof height === 'number' ? height : null,
        boxes: boxes.get(id) ?? [],
      };
    }),
  };
}
