/** Headers of AVIF pictures with what few encoders write. There is no picture in them. */

function box(type: string, ...content: (Buffer | readonly number[])[]): Buffer {
  const data = Buffer.concat(content.map((one) => Buffer.from(one)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, data]);
}

const words = (...numbers: readonly number[]) => {
  const data = Buffer.alloc(numbers.length * 4);
  numbers.forEach((n, i) => {
    data.writeInt32BE(n, i * 4);
  });
  return data;
};

/** The size of a picture, in pixels. */
export const ispe = (width: number, height: number) => box('ispe', words(0, width, height));

/** A clean aperture: its size, and how far its middle lies to the right of that of the picture, and below it. */
export const clap = (width: number, height: number, right: number, down: number) =>
  box('clap', words(width, 1, height, 1, right, 1, down, 1));

/** Turned to the left so many quarters. */
export const irot = (quarters: number) => box('irot', [quarters]);

/** Mirrored. */
export const imir = () => box('imir', [0]);

/** A picture whose shown item has those of the properties whose numbers, from 1 on, are `own`. */
export const avifOf = (properties: readonly Buffer[], own: readonly number[]) =>
  Buffer.concat([
    box('ftyp', Buffer.from('avif\0\0\0\0')),
    box(
      'meta',
      words(0),
      box('pitm', words(0), [0, 2]),
      box(
        'iprp',
        box('ipco', ...properties),
        box('ipma', words(0, 2), [0, 1, 1, 2], [0, 2, own.length, ...own.map((n) => n | 0x80)]),
      ),
    ),
  ]);
