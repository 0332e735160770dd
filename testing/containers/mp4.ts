/** Changes headers of MP4 files, to make those of cameras and editors that no encoder here writes. */

export interface Mp4Box {
  readonly type: string;
  /** Either what is in it, or the boxes that are. */
  data: Buffer;
  boxes: Mp4Box[] | null;
}

const CONTAINERS = new Set(['moov', 'trak', 'edts', 'mdia', 'minf', 'stbl']);

export const box = (type: string, data: Buffer | readonly Mp4Box[]): Mp4Box => ({
  type,
  data: Buffer.isBuffer(data) ? data : Buffer.alloc(0),
  boxes: Buffer.isBuffer(data) ? null : [...data],
});

function parse(bytes: Buffer): Mp4Box[] {
  const boxes: Mp4Box[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + size);
    boxes.push(CONTAINERS.has(type) ? box(type, parse(data)) : box(type, Buffer.from(data)));
    at += size;
  }
  return boxes;
}

function write(boxes: readonly Mp4Box[]): Buffer {
  return Buffer.concat(
    boxes.map(({ type, data, boxes: inner }) => {
      const content = inner ? write(inner) : data;
      const header = Buffer.alloc(8);
      header.writeUInt32BE(content.length + 8);
      header.write(type, 4, 'latin1');
      return Buffer.concat([header, content]);
    }),
  );
}

/** The first box on this way down, as in 'trak/mdia/mdhd'. */
export function find(boxes: readonly Mp4Box[] | null, way: string): Mp4Box {
  const [first, ...rest] = way.split('/');
  const found = boxes?.find(({ type }) => type === first);
  if (!found) {
    throw new Error(`There is no box “${first}”.`);
  }
  return rest.length === 0 ? found : find(found.boxes, rest.join('/'));
}

/** The file with another header. Its pictures and sound stay where they are: the old header becomes free space. */
export function withHeader(file: Buffer, change: (moov: Mp4Box) => void): Buffer {
  const bytes = Buffer.from(file);
  for (let at = 0; at + 8 <= bytes.length; at += bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'moov') {
      const [moov] = parse(bytes.subarray(at, at + bytes.readUInt32BE(at)));
      bytes.write('free', at + 4, 'latin1');
      if (moov) {
        change(moov);
        return Buffer.concat([bytes, write([moov])]);
      }
    }
  }
  throw new Error('There is no header in it.');
}

/** The track that holds pictures ('vide') or sound ('soun'). */
export function trackOf(moov: Mp4Box, handler: 'vide' | 'soun'): Mp4Box {
  const track = moov.boxes?.find(
    (one) => one.type === 'trak' && find(one.boxes, 'mdia/hdlr').data.toString('latin1', 8, 12) === handler,
  );
  if (!track) {
    throw new Error(`There is no track “${handler}”.`);
  }
  return track;
}

/** Switches a track off: players leave it out then. */
export function switchOff(track: Mp4Box): void {
  const { data } = find(track.boxes, 'tkhd');
  data[3] = (data[3] ?? 0) & ~1;
}

/** Has players show a part of a track's pictures only: from the left and upper border on. */
export function crop(
  track: Mp4Box,
  of: { width: number; height: number },
  part: { width: number; height: number },
): void {
  const stsd = find(track.boxes, 'mdia/minf/stbl/stsd');
  const data = Buffer.alloc(40);
  data.writeUInt32BE(40);
  data.write('clap', 4, 'latin1');
  // Width, height, and how far the middle lies from that of the whole, each as a fraction.
  const numbers = [part.width, 1, part.height, 1, part.width - of.width, 2, part.height - of.height, 2];
  for (const [i, number] of numbers.entries()) {
    data.writeInt32BE(number, 8 + i * 4);
  }
  stsd.data = Buffer.concat([stsd.data, data]);
  stsd.data.writeUInt32BE(stsd.data.readUInt32BE(8) + data.length, 8);
}

/** One edit: seconds of the media from `start` on, for `length` seconds; no `start` for a pause. */
export interface Cut {
  readonly start?: number;
  readonly length: number;
  readonly rate?: number;
}

/** Gives a track an edit list in the place of the one that it has. */
export function cut(moov: Mp4Box, track: Mp4Box, cuts: readonly Cut[]): void {
  const scaleOf = ({ data }: Mp4Box) => data.readUInt32BE(data[0] === 1 ? 20 : 12);
  const movie = scaleOf(find(moov.boxes, 'mvhd'));
  const media = scaleOf(find(track.boxes, 'mdia/mdhd'));
  const data = Buffer.alloc(8 + cuts.length * 12);
  data.writeUInt32BE(cuts.length, 4);
  for (const [i, { start, length, rate = 1 }] of cuts.entries()) {
    data.writeUInt32BE(Math.round(length * movie), 8 + i * 12);
    data.writeInt32BE(start === undefined ? -1 : Math.round(start * media), 12 + i * 12);
    data.writeInt32BE(rate * 0x10000, 16 + i * 12);
  }
  const others = track.boxes?.filter(({ type }) => type !== 'edts') ?? [];
  track.boxes = [...others, box('edts', [box('elst', data)])];
}

/** The file with a picture that nobody can decode: nothing but zeros. @param number in the order of storing */
export function withBadPicture(file: Buffer, number: number): Buffer {
  const bytes = Buffer.from(file);
  for (let at = 0; at + 8 <= bytes.length; at += bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'moov') {
      const [moov] = parse(bytes.subarray(at, at + bytes.readUInt32BE(at)));
      const table = find(trackOf(moov as Mp4Box, 'vide').boxes, 'mdia/minf/stbl').boxes;
      const { start, size } = placeOf(table, number);
      return Buffer.from(bytes.fill(0, start, start + size));
    }
  }
  throw new Error('There is no header in it.');
}

/** Where a sample lies: in its chunk, behind the samples before it. */
function placeOf(table: readonly Mp4Box[] | null, number: number): { start: number; size: number } {
  const [stsz, stsc, stco] = ['stsz', 'stsc', 'stco'].map((type) => find(table, type).data) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const sizeOf = (sample: number) => stsz.readUInt32BE(4) || stsz.readUInt32BE(12 + sample * 4);
  const runs = Array.from({ length: stsc.readUInt32BE(4) }, (_, i) => ({
    chunk: stsc.readUInt32BE(8 + i * 12),
    samples: stsc.readUInt32BE(12 + i * 12),
  }));
  let sample = 0;
  for (let chunk = 0; chunk < stco.readUInt32BE(4); chunk++) {
    const count = runs.findLast((run) => run.chunk <= chunk + 1)?.samples ?? 0;
    if (number < sample + count) {
      const before = Array.from({ length: number - sample }, (_, i) => sizeOf(sample + i));
      const start = stco.readUInt32BE(8 + chunk * 4) + before.reduce((sum, one) => sum + one, 0);
      return { start, size: sizeOf(number) };
    }
    sample += count;
  }
  throw new Error('There is no such sample.');
}
