/** Corrections as they come from elsewhere: the page, a file. */
import type { Rectangle } from '../../base/geometry.ts';
import type { Edit, EditList, Trim } from './edits.ts';

/**
 * Edits from anything, such as a file: all of them sound, or none. (One that was left out could have been a cover.)
 * @throws RangeError with words that say what is wrong.
 */
export function parseEdits(given: unknown): EditList {
  const { edits, trim = null } = record(given, 'The corrections');
  if (!Array.isArray(edits)) {
    throw new RangeError('The corrections have no list "edits".');
  }
  const list = edits.map((edit, i) => parseEdit(edit, `Correction ${i + 1}`));
  if (new Set(list.map(({ id }) => id)).size !== list.length) {
    throw new RangeError('Two corrections have the same id.');
  }
  return { edits: list, trim: trim === null ? null : parseTrim(trim) };
}

function parseTrim(given: unknown): Trim {
  const trim = record(given, 'The trim');
  const from = number(trim, 'from', 'The trim', 0);
  const to = number(trim, 'to', 'The trim', 0);
  if (!(to > from)) {
    throw new RangeError('The trim ends before it begins.');
  }
  return { from, to };
}

function parseEdit(given: unknown, name: string): Edit {
  const edit = record(given, name);
  const id = number(edit, 'id', name, 1);
  switch (edit.kind) {
    case 'show': {
      const box = record(edit.box, `${name}’s box`);
      return { kind: 'show', id, at: number(edit, 'at', name), box: parseArea(box, name) };
    }
    case 'reveal':
      return { kind: 'reveal', id, ...parseStretch(edit, name) };
    case 'brush': {
      if (!Array.isArray(edit.points) || edit.points.length === 0) {
        throw new RangeError(`${name} is a stroke without points.`);
      }
      const width = number(edit, 'width', name, 1);
      const points = edit.points.map((given) => {
        const point = record(given, `${name}’s point`);
        return { x: number(point, 'x', name), y: number(point, 'y', name) };
      });
      const far = points.some((point, i) => {
        const before = points[i - 1] ?? point;
        return Math.hypot(point.x - before.x, point.y - before.y) > width / 2;
      });
      if (far) {
        throw new RangeError(`${name} is a stroke with gaps.`);
      }
      return { kind: 'brush', id, ...parseStretch(edit, name), width, points };
    }
    case 'cover': {
      if (!Array.isArray(edit.keys) || edit.keys.length === 0) {
        throw new RangeError(`${name} is a cover without keys.`);
      }
      const keys = edit.keys.map((key) => {
        const shape = record(key, `${name}’s key`);
        return {
          at: number(shape, 'at', name),
          ...parseArea(shape, name),
          angle: number(shape, 'angle', name),
        };
      });
      if (keys.some((key, i) => i > 0 && key.at <= (keys[i - 1]?.at ?? 0))) {
        throw new RangeError(`${name}’s keys are not in order of time.`);
      }
      return { kind: 'cover', id, ...parseStretch(edit, name), keys };
    }
    default:
      throw new RangeError(`${name} is of no known kind: it is "${String(edit.kind)}".`);
  }
}

function parseStretch(edit: Record<string, unknown>, name: string) {
  const end = (key: 'from' | 'to') => ((edit[key] ?? null) === null ? null : number(edit, key, name));
  return { from: end('from'), to: end('to') };
}

function parseArea(given: Record<string, unknown>, name: string): Rectangle {
  const width = number(given, 'width', name);
  const height = number(given, 'height', name);
  if (!(width > 0 && height > 0)) {
    throw new RangeError(`${name} has no size.`);
  }
  return { x: number(given, 'x', name), y: number(given, 'y', name), width, height };
}

function number(
  given: Record<string, unknown>,
  key: string,
  name: string,
  least = Number.NEGATIVE_INFINITY,
): number {
  const value = given[key];
  if (typeof value !== 'number' || !Number.isFinite(value) || value < least) {
    throw new RangeError(`${name}: "${key}" is no number that it could be (${String(value)}).`);
  }
  return value;
}

function record(given: unknown, name: string): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new RangeError(`${name} cannot be read.`);
  }
  return given as Record<string, unknown>;
}
