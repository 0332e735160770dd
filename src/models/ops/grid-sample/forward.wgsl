// One channel at one grid position. Inputs: image, grid.
fn main(index: i32) {
  if (index >= uniforms.size) {
    return;
  }
  let channel = index % uniforms.channels;
  let cell = cellOf(index / uniforms.channels);
  var sum = 0.0;
  for (var k = 0; k < 4; k++) {
    let pixel = offsetOf(cell, k);
    if (pixel >= 0) {
      let share = sharesOf(cell, k);
      sum += share.x * share.y * image[pixel + channel];
    }
  }
  result[index] = sum;
}
