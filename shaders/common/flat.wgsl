// Flat kernels: a thread takes PER_THREAD neighbouring pieces, from first_of to end_of; n is in pieces.
override PER_THREAD: u32 = 1;

fn first_of(id: vec3u, groups: vec3u) -> u32 {
  return (id.x + id.y * groups.x * 64u) * PER_THREAD;
}

fn end_of(first: u32, n: u32) -> u32 {
  return min(first + PER_THREAD, n);
}
