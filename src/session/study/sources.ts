/** Where a study's pictures come from: a folder of one's own, or drawn people. Nothing here is kept or sent. */
import { drawnPeople, drawnPose, drawPerson } from './drawn-people.ts';

/** A picture as it was given, before anything is covered. Goes to the engine and nowhere else. */
export interface GivenPicture {
  readonly id: string;
  readonly person: string;
  readonly blob: Blob;
}

export interface FolderPictures {
  readonly pictures: readonly GivenPicture[];
  /** Files that are no pictures of somebody, in words. */
  readonly leftOut: readonly LeftOut[];
}

interface FolderFile extends Blob {
  readonly name: string;
  /** `top/person/file.jpg` when a folder was chosen. */
  readonly webkitRelativePath: string;
}

/** A file that is not in the study: `refused` with the engine's words. */
export interface LeftOut {
  readonly file: string;
  readonly why: 'no-picture' | 'no-name' | 'full' | 'no-face' | 'refused';
  readonly words?: string;
}

/** More than that would take long and ask nobody anything new. */
export const MOST_PICTURES = 120;
const PICTURE = /\.(jpe?g|png|webp|avif|gif|bmp)$/i;

/**
 * One sub-folder a person, named after them (as LFW and most collections have it): `top/Ada_Lovelace/1.jpg`. Without
 * sub-folders the name is what comes before the number: `ada-1.jpg`, `ada-2.jpg`.
 */
export function picturesOfFolder(files: readonly FolderFile[]): FolderPictures {
  const leftOut: LeftOut[] = [];
  const pictures: GivenPicture[] = [];
  const sorted = [...files].sort((a, b) => pathOf(a).localeCompare(pathOf(b), undefined, { numeric: true }));
  for (const file of sorted) {
    const path = pathOf(file);
    const person = personOf(path);
    if (file.name.startsWith('.')) {
      continue;
    }
    if (!PICTURE.test(file.name)) {
      leftOut.push({ file: path, why: 'no-picture' });
    } else if (!person) {
      leftOut.push({ file: path, why: 'no-name' });
    } else if (pictures.length >= MOST_PICTURES) {
      leftOut.push({ file: path, why: 'full' });
    } else {
      pictures.push({ id: path, person, blob: file });
    }
  }
  return { pictures, leftOut };
}

function pathOf(file: FolderFile): string {
  return file.webkitRelativePath || file.name;
}

function personOf(path: string): string {
  const parts = path.split('/');
  const name =
    parts.length > 2 ? (parts.at(-2) ?? '') : (parts.at(-1) ?? '').replace(/[\s_\-.]*\d*\.\w+$/, '');
  return name.replace(/[_\s]+/g, ' ').trim();
}

/** So many drawn people with so many pictures each, different every time. */
export async function drawnPictures(
  people: number,
  each: number,
  random: () => number,
): Promise<readonly GivenPicture[]> {
  const side = 400;
  const pictures: GivenPicture[] = [];
  for (const person of drawnPeople(people, random)) {
    for (let i = 1; i <= each; i++) {
      const canvas = new OffscreenCanvas(side, side);
      const context = canvas.getContext('2d');
      if (!context) {
        throw new Error('This browser has no 2D canvas.');
      }
      drawPerson(context, side, person, drawnPose(random));
      pictures.push({
        id: `${person.name}/${i}`,
        person: person.name,
        blob: await canvas.convertToBlob({ type: 'image/png' }),
      });
    }
  }
  return pictures;
}
