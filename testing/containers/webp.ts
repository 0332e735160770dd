/** WebP files with what no encoder here writes. */

function chunk(type: string, data: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** A file of these chunks. */
export function webpOf(...chunks: Uint8Array[]): Buffer {
  return chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]));
}

/** The same picture with a block of EXIF. */
export function withExif(
  file: Uint8Array,
  size: { width: number; height: number },
  exif: Uint8Array,
): Buffer {
  const chunks = Buffer.from(file.subarray(12));
  const extended = chunks.toString('latin1', 0, 4) === 'VP8X';
  const header = extended ? chunks.subarray(8, 18) : Buffer.alloc(10);
  if (!extended) {
    header.writeUIntLE(size.width - 1, 4, 3);
    header.writeUIntLE(size.height - 1, 7, 3);
  }
  header[0] = (header[0] ?? 0) | 0x08;
  return webpOf(chunk('VP8X', header), extended ? chunks.subarray(18) : chunks, chunk('EXIF', exif));
}
