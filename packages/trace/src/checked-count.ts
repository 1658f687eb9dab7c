/** An option that counts something, of which there is at least one. @throws RangeError when it is anything else. */
export function checkedCount(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} is ${value}: it is an integer from 1`);
  return value;
}
