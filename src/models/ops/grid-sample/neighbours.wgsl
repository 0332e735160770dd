// Where a grid position lies in its picture; see sampling.ts. Joined before each kernel; tfjs puts `uniforms`, `grid`, `result`
// and the other inputs before it, and calls main once an output value (gradImage.wgsl: once a value of dy).
struct Cell {
  picture: i32,
  topLeft: vec2<i32>,
  part: vec2<f32>,
  // How far the place moves with the grid coordinate.
  slope: vec2<f32>,
}

fn cellOf(position: i32) -> Cell {
  let extent = vec2<f32>(f32(uniforms.width), f32(uniforms.height));
  let coordinate = vec2<f32>(grid[position * 2], grid[position * 2 + 1]);
  let aligned = uniforms.alignCorners != 0;
  var slope = select(extent * 0.5, (extent - 1.0) * 0.5, aligned);
  var place = (coordinate + 1.0) * slope - select(0.5, 0.0, aligned);
  if (uniforms.border != 0) {
    slope = select(vec2<f32>(0.0), slope, (place > vec2<f32>(0.0)) & (place < extent - 1.0));
    place = clamp(place, vec2<f32>(0.0), extent - 1.0);
  } else {
    place = clamp(place, vec2<f32>(-2.0), extent + 1.0);
  }
  let corner = floor(place);
  return Cell(position / uniforms.positions, vec2<i32>(corner), place - corner, slope);
}

// Neighbour 0..3: left or right, top or bottom.
fn stepOf(neighbour: i32) -> vec2<i32> {
  return vec2<i32>(neighbour & 1, neighbour >> 1u);
}

// Index of the neighbour's first channel; -1 outside of the picture.
fn offsetOf(cell: Cell, neighbour: i32) -> i32 {
  let at = cell.topLeft + stepOf(neighbour);
  if (any(at < vec2<i32>(0)) || at.x >= uniforms.width || at.y >= uniforms.height) {
    return -1;
  }
  return ((cell.picture * uniforms.height + at.y) * uniforms.width + at.x) * uniforms.channels;
}

fn sharesOf(cell: Cell, neighbour: i32) -> vec2<f32> {
  return select(1.0 - cell.part, cell.part, stepOf(neighbour) == vec2<i32>(1));
}
