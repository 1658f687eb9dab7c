/** The marks of debug blocks: cookies, magics, and the requested size between them. */
import { MAGIC, TYPE_FREE } from "@zmm/layout";
import { hex } from "../hex.js";
import { type DebugSecrets, debugMarks, markAddresses, recoverSecrets } from "../walk/debug-marks.js";
import { serves } from "./check-fields.js";
import type { RuleName } from "./rules.js";
import type { Survey, SurveyedBlock } from "./survey.js";

/** Checks all blocks' marks against the secrets that most of them agree on. */
export function checkDebugMarks(survey: Survey): void {
  const secrets = recoverSecrets(survey.heap, survey.blocks.values());
  if (secrets === null) return;
  for (const block of survey.blocks.values()) checkBlockMarks(survey, block, secrets);
  for (const { guard, complete } of survey.segments) {
    if (complete) checkMark(survey, "magic", markAddresses(survey.heap, guard).magic, MAGIC.guard, "guard");
  }
  checkReservedSize(survey);
}

function checkBlockMarks(survey: Survey, block: SurveyedBlock, secrets: DebugSecrets): void {
  const { heap } = survey;
  const at = markAddresses(heap, block.address);
  // The halves are checked one by one: together they are more than a number holds exactly.
  const meaning = "its address xor the secret";
  checkMark(survey, "cookie", at.cookie, (secrets.cookieLow ^ block.address) >>> 0, meaning);
  checkMark(survey, "cookie", at.cookie + 4, secrets.cookieHigh, meaning);
  const cached = block.list?.startsWith("cache") === true;
  if (block.type === TYPE_FREE) checkMark(survey, "magic", at.magic, MAGIC.freed, "freed");
  else if (cached) checkMark(survey, "magic", at.magic, MAGIC.cached, "cached");
  else checkMark(survey, "magic", at.magic, MAGIC.valid, "valid");
  if (block.type !== TYPE_FREE) checkUserMarks(survey, block, secrets);
}

function checkUserMarks(survey: Survey, block: SurveyedBlock, secrets: DebugSecrets): void {
  const { heap, findings } = survey;
  const at = markAddresses(heap, block.address);
  const marks = debugMarks(heap, block.address);
  checkMark(survey, "start-magic", at.startMagic, secrets.startMagic, "start magic");
  if (!serves(survey, block.size, marks.requestedSize)) {
    survey.badWord(
      "requested-size",
      at.requestedSize,
      `a size that a block of ${block.size} bytes serves`,
      marks.requestedSize,
    );
    return;
  }
  if (marks.endMagic === secrets.endMagic) return;
  const end = block.address + heap.layout.headerSize + marks.requestedSize;
  const cause = "the program wrote behind the bytes it asked for, or the requested size was overwritten";
  findings.violate("end-magic", end, hex(secrets.endMagic), hex(marks.endMagic), cause);
}

function checkMark(survey: Survey, rule: RuleName, address: number, expected: number, meaning: string): void {
  const found = survey.heap.u32(address);
  if (found !== expected) survey.wrongWord(rule, address, expected, found, meaning);
}

/** In the debug model the reserve's block says exactly what was asked for. */
function checkReservedSize(survey: Survey): void {
  const { heap } = survey;
  const block = survey.usedBlock(heap.field("reserve") - heap.layout.headerSize);
  if (heap.field("reserve") === 0 || !block) return;
  const { requestedSize } = debugMarks(heap, block.address);
  survey.wrongField("reserve", heap.fieldAddress("reserveSize"), requestedSize, heap.field("reserveSize"));
}
