/** Pictures on disk in LFW's layout: FOLDER/Name/Name_0001.jpg. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../cli/headless/errors.ts';
import type { FacePair, PictureName } from './pairs.ts';
import type { PictureFile } from './pictures-run.ts';

const ENDINGS = ['.jpg', '.jpeg', '.png', '.webp', '.avif', '.bmp', '.JPG', '.JPEG', '.PNG'];

export interface FacePictures {
  readonly files: readonly PictureFile[];
  /** Named by the pairs, but not there. */
  readonly missing: readonly PictureName[];
}

/**
 * The pictures that the pairs name, each once, sorted; with `every`, all others of the folder as well.
 * @throws UsageError when the folder holds none of them.
 */
export function facePictures(folder: string, pairs: readonly FacePair[], every: boolean): FacePictures {
  const names = new Set(pairs.flatMap(({ first, second }) => [first, second]));
  if (every) {
    for (const name of allNames(folder)) {
      names.add(name);
    }
  }
  const files: PictureFile[] = [];
  const missing: PictureName[] = [];
  for (const name of [...names].sort()) {
    const path = ENDINGS.map((ending) => join(folder, name + ending)).find((one) => existsSync(one));
    if (path) {
      files.push({ name, path, size: statSync(path).size });
    } else {
      missing.push(name);
    }
  }
  if (files.length === 0) {
    throw new UsageError(
      `${folder} holds none of the ${names.size} pictures that the pairs name. The first should be ${missing[0]}.jpg in it.`,
    );
  }
  return { files, missing };
}

/** Every picture of the folder, in no order. */
export function allNames(folder: string): PictureName[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((person) => person.isDirectory())
    .flatMap(({ name: person }) =>
      readdirSync(join(folder, person))
        .map((file) => file.match(/^(.+)\.[A-Za-z]+$/))
        .filter((match) => match !== null && ENDINGS.some((ending) => match[0].endsWith(ending)))
        .map((match) => `${person}/${match?.[1]}`),
    );
}
