/** 大小的写法。 */
import { bytesText, number } from "../frame/format.js";

export function bytes(size: number): string {
  return `${number(size)} 字节`;
}

export function sizeText(size: number): string {
  return bytesText(size, "字节");
}
