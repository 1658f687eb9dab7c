import { ZmmError } from "@zmm/storage";

/** A command that the listing does not understand, or that names nothing. */
export class ListingError extends ZmmError {
  readonly command: string;

  constructor(command: string, reason: string) {
    super("LISTING", `${command}: ${reason}`);
    this.command = command;
  }
}
