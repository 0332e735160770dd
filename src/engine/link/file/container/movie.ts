/** What the header of an MP4 or QuickTime file says of its tracks that mediabunny does not heed. */

import { FileRefused, fileProblem } from '../problem.ts';
import { type Box, boxesIn, boxesWithin, topBox } from './boxes.ts';
import { parseEdits, type Stretch, stretchesOf } from './edit-list.ts';

export interface MovieTrack {
  /** As mediabunny has it, too. */
  readonly id: number;
  /** Players show no track that is switched off. */
  readonly enabled: boolean;
  /** @throws FileRefused when its edit list cannot be honoured. */
  readonly stretches: () => readonly Stretch[];
}

export interface Movie {
  readonly tracks: readonly MovieTrack[];
  /** Where the types of the boxes lie that mediabunny must not read, since they are followed here. */
  readonly hidden: readonly number[];
}

/**
 * Null for a file of another kind.
 * @throws (rejects) FileRefused when a header makes no sense, and what reading a file throws.
 */
export async function readMovie(file: Blob): Promise<Movie | null> {
  const moov = await topBox(file, 'moov');
  if (!moov) {
    return null;
  }
  const boxes = [...boxesIn(moov)];
  const movie = field(
    boxes.find(({ type }) => type === 'mvhd'),
    12,
  );
  const fragmented = boxes.some(({ type }) => type === 'mvex');
  const tracks = boxes.filter(({ type }) => type === 'trak').map((trak) => [...boxesWithin(trak)]);
  return {
    tracks: tracks.map((parts) => {
      const one = (type: string) => parts.find((part) => part.type === type);
      const tkhd = one('tkhd');
      const media = field(one('mdhd'), 12);
      const lists = parts.filter(({ type }) => type === 'elst');
      return {
        id: field(tkhd, 12),
        enabled: tkhd !== undefined && tkhd.data.byteLength >= 4 && (tkhd.data.getUint8(3) & 1) === 1,
        stretches() {
          if (lists.length > 1) {
            throw new FileRefused(fileProblem('cuts', 'It has several edit lists for one track.'));
          }
          const edits = lists.flatMap(({ data }) => parseEdits(data));
          return stretchesOf(edits, { movie, media, fragmented });
        },
      };
    }),
    hidden: tracks.flatMap((parts) => parts.filter(({ type }) => type === 'elst').map(({ at }) => at)),
  };
}

/** Version 1 of a header has times of eight bytes, of which two come first. @param at of the field in version 0 */
function field(box: Box | undefined, at: number): number {
  const later = box && box.data.byteLength > 0 && box.data.getUint8(0) === 1 ? 8 : 0;
  return box && box.data.byteLength >= at + later + 4 ? box.data.getUint32(at + later) : 0;
}
