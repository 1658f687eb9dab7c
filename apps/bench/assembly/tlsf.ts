// The allocator of AssemblyScript's own runtime, exported under the names that the bench calls.

export function malloc(size: usize): usize {
  return __alloc(size);
}

export function free(address: usize): void {
  __free(address);
}

export function realloc(address: usize, size: usize): usize {
  return __realloc(address, size);
}
