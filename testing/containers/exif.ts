/** EXIF that holds what must not come through, and an orientation: 1 as it is stored, 6 to be shown turned a quarter clockwise. */
export function exifOf(orientation: number): Buffer {
  const text = Buffer.from('somewhere private\0', 'latin1');
  // TIFF, little endian: two entries (0x010e, image description; 0x0112, orientation), the text right behind the directory.
  const tiff = Buffer.alloc(38);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(2, 8);
  tiff.writeUInt16LE(0x010e, 10);
  tiff.writeUInt16LE(2, 12);
  tiff.writeUInt32LE(text.length, 14);
  tiff.writeUInt32LE(38, 18);
  tiff.writeUInt16LE(0x0112, 22);
  tiff.writeUInt16LE(3, 24);
  tiff.writeUInt32LE(1, 26);
  tiff.writeUInt16LE(orientation, 30);
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, text]);
}

/** A JPEG picture with such a block. */
export function withPlace(jpeg: Buffer, orientation: 1 | 6 = 1): Buffer {
  const body = exifOf(orientation);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}
