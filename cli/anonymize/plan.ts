/** Which files become which: folders walked, names given, a shard's share taken. Touches nothing. */
import { existsSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { extensionOf, MEDIA_NAME } from '../../src/base/file-name.ts';
import { UsageError } from '../headless/errors.ts';

export interface Item {
  /** Absolute. */
  readonly input: string;
  /** Where it goes, absolute, without what the kind of the result adds to the name (`outputFor`). */
  readonly base: string;
  /** The output's very name, where the person gave one. */
  readonly exact: boolean;
}

export interface Shard {
  /** 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

/** @throws UsageError for "3/2" and the like. */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (!(shard.index >= 1 && shard.index <= shard.count)) {
    throw new UsageError(`--shard is K/N with K from 1 to N, such as 3/16, not "${text}".`);
  }
  return shard;
}

/**
 * The files to work on, in an order that is the same on every machine.
 * @param output a folder, or for a single file a file's name with an extension
 * @throws UsageError when an input is not there, nothing is in it, two would get the same name, one would be written over, or the
 * output's name is of a kind that is not written.
 */
export function planItems(inputs: readonly string[], output: string, shard: Shard | null): Item[] {
  const out = resolve(output);
  inputs.forEach(demandFileOrFolder);
  demandPlace(output);
  const [only] = inputs;
  const single = inputs.length === 1 && only !== undefined && statSync(only).isFile();
  // What ends in a slash is a folder, whatever else is in its name.
  const named = extname(out) !== '' && !output.endsWith('/') && !output.endsWith(sep);
  if (single && named && !(existsSync(out) && statSync(out).isDirectory())) {
    const item = { input: resolve(only), base: out, exact: true };
    demandOriginalKept(item);
    kindAsked(item);
    return shareOf([item], shard);
  }
  if (existsSync(out) && !statSync(out).isDirectory()) {
    throw new UsageError(
      single
        ? `"${output}" is a file, and its name does not say of what kind. End it in .mp4, .webm, .jpg, .png or .webp, or name a folder.`
        : `"${output}" is a file; for several inputs name a folder.`,
    );
  }
  const items = inputs.flatMap((input) => itemsOf(resolve(input), out));
  if (items.length === 0) {
    throw new UsageError(
      `No picture or video is in ${inputs.map((input) => `"${input}"`).join(', ')}: nothing there has a name that ends like one (.jpg, .png, .mp4, .mov, .webm …).`,
    );
  }
  items.forEach(demandOriginalKept);
  items.sort((a, b) => (a.base < b.base ? -1 : 1));
  items.forEach((item, i) => {
    if (item.base === items[i + 1]?.base) {
      throw new UsageError(
        `"${item.input}" and "${items[i + 1]?.input}" would get the same name; give them different outputs.`,
      );
    }
  });
  return shareOf(items, shard);
}

/** @throws UsageError for what is not there, and what cannot be read from any place in it. */
function demandFileOrFolder(input: string): void {
  const found = existsSync(input) ? statSync(input) : null;
  if (!found) {
    throw new UsageError(
      input === '-'
        ? 'What comes through a pipe is not read: a video is read from any place in it. Save it as a file, then name that.'
        : `There is no file or folder "${input}".`,
    );
  }
  const other = otherKind(found);
  if (other) {
    throw new UsageError(
      `"${input}" is ${other}, no file. A video is read from any place in it: save it as a file, then name that.`,
    );
  }
}

/** @throws UsageError for a place that nothing can be put at. */
function demandPlace(output: string): void {
  const found = existsSync(output) ? statSync(output) : null;
  const other = output === '-' ? 'standard output' : found && otherKind(found);
  if (other) {
    throw new UsageError(
      `-o "${output}" is ${other}, no file and no folder. What is written is a file with a report next to it: name a file or a folder.`,
    );
  }
}

/** What it is, if it is neither a file nor a folder. */
function otherKind(found: Stats): string | null {
  if (found.isFile() || found.isDirectory()) {
    return null;
  }
  return found.isFIFO() ? 'a pipe' : found.isSocket() ? 'a socket' : 'a device';
}

function shareOf(items: Item[], shard: Shard | null): Item[] {
  return shard ? items.filter((_, i) => i % shard.count === shard.index - 1) : items;
}

/** Links count as what they lead to. @throws UsageError when an original would be written over: nothing could bring it back. */
function demandOriginalKept({ input, base }: Item): void {
  if (existsSync(base) && realpathSync(base) === realpathSync(input)) {
    throw new UsageError(
      `"${input}" would be written over by what becomes of it. Name another folder or file with -o; originals are never touched.`,
    );
  }
}

function itemsOf(input: string, out: string): Item[] {
  if (statSync(input).isFile()) {
    return [{ input, base: join(out, basename(input)), exact: false }];
  }
  // Where both are one folder there is no output in it to be left out, only originals.
  return walk(input, out === input ? null : out).map((file) => ({
    input: file,
    base: join(out, relative(input, file)),
    exact: false,
  }));
}

/** By whatever links either is called. */
const isSameFolder = (one: string, other: string) =>
  existsSync(other) && realpathSync(one) === realpathSync(other);

/** Media files under a folder; hidden ones and the output in it are left out. */
function walk(folder: string, out: string | null): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || path === out || (out !== null && path.startsWith(out + sep))) {
      return [];
    }
    // A link is followed to a file, not to a folder: links in a circle have no end.
    if (entry.isDirectory()) {
      return out !== null && isSameFolder(path, out) ? [] : walk(path, out);
    }
    const file = entry.isFile() || (entry.isSymbolicLink() && existsSync(path) && statSync(path).isFile());
    return file && MEDIA_NAME.test(entry.name) ? [path] : [];
  });
}

/** The kind that the output's own name asks for; undefined when it does not say. @throws UsageError for a name of another kind */
export function kindAsked(item: Item): {
  only?: 'video' | 'picture';
  container?: 'mp4' | 'webm';
  pictureType?: `image/${'png' | 'jpeg' | 'webp'}`;
} {
  if (!item.exact) {
    return {};
  }
  const extension = extname(item.base).slice(1).toLowerCase();
  switch (extension) {
    case 'mp4':
    case 'webm':
      return { only: 'video', container: extension };
    case 'jpg':
    case 'jpeg':
      return { only: 'picture', pictureType: 'image/jpeg' };
    case 'png':
    case 'webp':
      return { only: 'picture', pictureType: `image/${extension}` };
    default:
      throw new UsageError(
        `"${basename(item.base)}" cannot be written: outputs end in .mp4, .webm, .jpg, .png or .webp, or name a folder.`,
      );
  }
}

/**
 * The file that is written: "a.mov" that became an MP4 is "a.mov.mp4", so that an "a.mp4" next to it keeps its name.
 * @throws UsageError when the person asked for a picture's name for a video or the other way round.
 */
export function outputFor(item: Item, mime: string): string {
  const own = extname(item.base).slice(1).toLowerCase();
  const wanted = extensionOf(mime);
  const same = own === wanted || (wanted === 'jpg' && own === 'jpeg');
  if (item.exact && !same) {
    throw new UsageError(
      `"${basename(item.input)}" becomes ${mime}, which is not what "${basename(item.base)}" says.`,
    );
  }
  return same ? item.base : `${item.base}.${wanted}`;
}

/** The sidecar's path, from the input's name, so that it is found without opening the input. */
export function sidecarFor(item: Item): string {
  return `${item.base}.json`;
}
