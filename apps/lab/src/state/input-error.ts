import { ZmmError } from "@zmm/storage";

/** A file or an address that cannot be taken, with a sentence that says what to do. */
export class InputError extends ZmmError {
  readonly title: string;

  constructor(title: string, text: string) {
    super("LAB_INPUT", text);
    this.title = title;
  }
}
