// One coordinate (0 x, 1 y) of one grid position. Inputs: image, grid, dy.
fn main(index: i32) {
  if (index >= uniforms.size) {
    return;
  }
  let position = index / 2;
  let cell = cellOf(position);
  let alongX = index % 2 == 0;
  var sum = 0.0;
  for (var k = 0; k < 4; k++) {
    let pixel = offsetOf(cell, k);
    if (pixel < 0) {
      continue;
    }
    var change = 0.0;
    for (var c = 0; c < uniforms.channels; c++) {
      change += image[pixel + c] * dy[position * uniforms.channels + c];
    }
    let share = sharesOf(cell, k);
    let sign = vec2<f32>(stepOf(k) * 2 - 1);
    sum += change * select(sign.y * cell.slope.y * share.x, sign.x * cell.slope.x * share.y, alongX);
  }
  result[index] = sum;
}
