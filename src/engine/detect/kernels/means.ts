/**
 * A picture of a frame: each pixel is the mean of samples × samples pixels of the frame, as ../picture.ts has it, to the byte.
 * @param source the frame, RGBA bytes
 * @param columns and rows: offsets of the samples, bytes; a sample lies at the sum of its column's and its row's
 * @param along samples of a pixel that lie beside each other in the frame: 1 those of a row, 2 those of a column (of a turned frame), 0 none
 * @param to the picture, RGB and a 0; @param pitch bytes from one row to the next
 */
export function means(
  source: usize,
  columns: usize,
  rows: usize,
  width: i32,
  height: i32,
  samples: i32,
  along: i32,
  to: usize,
  pitch: usize,
): void {
  const shift = samples === 1 ? 0 : samples === 2 ? 2 : 4;
  const share: f64 = 1 / <f64>(samples * samples);
  const size = (<usize>samples) << 2;
  for (let j = 0; j < height; j++, rows += size, to += pitch) {
    let column = columns;
    for (let i = 0; i < width; i++, column += size) {
      const sum =
        along === 1
          ? lines(source + load<u32>(column), rows, samples)
          : along === 2
            ? lines(source + load<u32>(rows), column, samples)
            : each(source, column, rows, samples);
      if (samples === 3) {
        const red = <u32>(<f64>i16x8.extract_lane_u(sum, 0) * share);
        const green = <u32>(<f64>i16x8.extract_lane_u(sum, 1) * share);
        const blue = <u32>(<f64>i16x8.extract_lane_u(sum, 2) * share);
        store<u32>(to + ((<usize>i) << 2), red | (green << 8) | (blue << 16));
      } else {
        const mean = i16x8.shr_u(sum, shift);
        const bytes = <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(mean, mean), 0);
        store<u32>(to + ((<usize>i) << 2), bytes & 0xffffff);
      }
    }
  }
}

/** Two or four pixels beside each other from each of the offsets. */
function lines(from: usize, offsets: usize, samples: i32): v128 {
  let sum = i16x8.splat(0);
  for (let k = 0; k < samples; k++, offsets += 4) {
    const at = from + load<u32>(offsets);
    if (samples === 2) {
      sum = i16x8.add(sum, i16x8.extend_low_i8x16_u(v128.load64_zero(at)));
    } else {
      const four = v128.load(at);
      const pairs = i16x8.add(i16x8.extend_low_i8x16_u(four), i16x8.extend_high_i8x16_u(four));
      sum = i16x8.add(sum, pairs);
    }
  }
  return i16x8.add(sum, i64x2.shuffle(sum, sum, 1, 0));
}

function each(source: usize, column: usize, rows: usize, samples: i32): v128 {
  let sum = i16x8.splat(0);
  for (let q = 0; q < samples; q++) {
    const line = source + load<u32>(rows + ((<usize>q) << 2));
    for (let p = 0; p < samples; p++) {
      const at = line + load<u32>(column + ((<usize>p) << 2));
      sum = i16x8.add(sum, i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
    }
  }
  return sum;
}
