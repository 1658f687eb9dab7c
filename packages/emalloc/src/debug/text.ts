/** Pieces that PHP's debug reports are made of. */
import type { Place, Site } from "./place.js";

export const THIN_RULE = "---------------------------------------";
export const THICK_RULE = "------------------------------------------------";

/** `0x` and at least eight digits; what is no number at all, in its own words. @zend PTR_FMT */
export function pointerText(value: number | bigint): string {
  if (typeof value !== "number" && typeof value !== "bigint") return String(value);
  return `0x${value.toString(16).padStart(8, "0")}`;
}

/** `0x` and eight digits in capitals, of an unsigned 32-bit value. */
export function magicText(value: number): string {
  return `0x${(value >>> 0).toString(16).toUpperCase().padStart(8, "0")}`;
}

/** The line that opens each report. @zend ZMSG_LOG_SCRIPT_NAME */
export function scriptLine(script: string, now: Date): string {
  return `[${dateText(now)}]  Script:  '${script}'`;
}

/** `file(line)`, as reports start lines with it. */
export function placeText(place: Place): string {
  return `${place.file}(${place.line})`;
}

/** The line about who a relayed call was made for; none when nobody relayed it. */
export function relayLines(site: Site): string[] {
  if (site.actual === null) return [];
  return [`${placeText(site.actual)} : Actual location (location was relayed)`];
}

/** As C's `asctime` writes it, in local time. */
function dateText(now: Date): string {
  const [day = "", month = "", date = "", year = ""] = now.toDateString().split(" ");
  return `${day} ${month} ${String(Number(date)).padStart(2, " ")} ${now.toTimeString().slice(0, 8)} ${year}`;
}
