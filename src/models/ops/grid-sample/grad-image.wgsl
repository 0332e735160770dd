// One value of dy, scattered to its four pixels. Inputs: grid, dy. Several positions may hit one pixel, and WGSL has no atomic
// floats: their bits are exchanged as integers until nobody came in between.
fn add(at: i32, value: f32) {
  var old = atomicLoad(&result[at]);
  loop {
    let sum = bitcast<i32>(bitcast<f32>(old) + value);
    let exchange = atomicCompareExchangeWeak(&result[at], old, sum);
    if (exchange.exchanged) {
      break;
    }
    old = exchange.old_value;
  }
}

fn main(index: i32) {
  if (index >= uniforms.values) {
    return;
  }
  let channel = index % uniforms.channels;
  let cell = cellOf(index / uniforms.channels);
  for (var k = 0; k < 4; k++) {
    let pixel = offsetOf(cell, k);
    let share = sharesOf(cell, k);
    let value = share.x * share.y * dy[index];
    if (pixel >= 0 && value != 0.0) {
      add(pixel + channel, value);
    }
  }
}
