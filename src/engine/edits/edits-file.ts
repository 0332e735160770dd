/** Corrections as a file: written by the page, read by `npm run anonymize -- --edits`. */
import type { EditList } from './edits.ts';
import { parseEdits } from './parse.ts';

export interface EditsFile extends EditList {
  readonly application: 'guise';
  readonly kind: 'edits';
  readonly version: 1;
  /** What they were made of. Places are pixels of it, so that they fit no file of another size. */
  readonly file: { readonly name: string; readonly width: number; readonly height: number };
}

export function editsFileOf(list: EditList, file: EditsFile['file']): EditsFile {
  const { name, width, height } = file;
  return {
    application: 'guise',
    kind: 'edits',
    version: 1,
    file: { name, width, height },
    edits: list.edits,
    trim: list.trim,
  };
}

/** @throws RangeError with words that say what is wrong. */
export function readEditsFile(text: string): EditsFile {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new RangeError('It is no JSON.');
  }
  const { application, kind, version, file } = (given ?? {}) as Partial<EditsFile>;
  if (application !== 'guise' || kind !== 'edits') {
    throw new RangeError('It is no file of corrections: save one from the page.');
  }
  if (version !== 1) {
    throw new RangeError(`It is of version ${String(version)}, which this Guise does not know.`);
  }
  const { name, width, height } = file ?? {};
  if (typeof name !== 'string' || !Number.isFinite(width) || !Number.isFinite(height)) {
    throw new RangeError('It does not say which file it is for.');
  }
  return editsFileOf(parseEdits(given), { name, width: width as number, height: height as number });
}
