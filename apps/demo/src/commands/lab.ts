/** `zmm lab [TRACE]`: the lab, on this machine and for this machine only, until Ctrl+C. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../exit.js";
import { read, STDIO } from "../files.js";
import { labServer, pageFiles } from "../lab-server.js";
import { single } from "../options.js";
import type { Terminal } from "../terminal.js";

export interface LabCommandOptions {
  readonly port?: unknown;
  /** False with `--no-open`. */
  readonly open?: boolean;
  readonly json?: boolean;
}

/** The page, built beside the command line. */
const PAGE = fileURLToPath(new URL("../../lab/dist/", import.meta.url));
const LOOPBACK = "127.0.0.1";

export async function labCommand(
  path: string | undefined,
  options: LabCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const port = portOption(options.port);
  if (path === STDIO) throw new UsageError("lab -: the page calls a trace by its name; name a file");
  const files = await pageFiles(PAGE);
  if (files.size === 0) throw new UsageError("the lab is not built: npm run build builds it");
  const name = path === undefined ? null : basename(path);
  const trace = path === undefined || name === null ? null : { name, bytes: await read(path) };
  const server = labServer(files, trace);
  server.listen(port, LOOPBACK);
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => refuse(port, error));

  const address = announce((server.address() as AddressInfo).port, name, options, terminal);
  if (options.open !== false) openBrowser(address);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  server.closeAllConnections();
  server.close();
}

/** Says where the page is, once it can be fetched; `trace` is the name of the file that is served with it, or null. */
function announce(port: number, trace: string | null, { json }: LabCommandOptions, terminal: Terminal): string {
  const address = `http://${LOOPBACK}:${port}/${trace === null ? "" : `#open=${encodeURIComponent(trace)}`}`;
  if (json) {
    terminal.print(JSON.stringify({ address, port, trace }));
    return address;
  }
  terminal.print(`The lab is at ${address}`);
  if (terminal.interactive) terminal.print("Ctrl+C ends it.");
  return address;
}

function refuse(port: number, error: NodeJS.ErrnoException): never {
  const why = error.code === "EADDRINUSE" ? "somebody else is there" : (error.code ?? error.message);
  throw new UsageError(`port ${port} cannot be used: ${why}`);
}

/** A port, 0 for any that is free. @throws UsageError */
function portOption(value: unknown): number {
  const text = single("--port", value) ?? "0";
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535)) throw new UsageError(`--port '${text}' is not a port: it takes a number from 0 to 65535`);
  return port;
}

/** Opens the address in the user's browser, where there is one; where not, the address is printed already. */
function openBrowser(address: string): void {
  const { platform, env } = process;
  if (platform === "linux" && !env["DISPLAY"] && !env["WAYLAND_DISPLAY"]) return;
  const commands: Readonly<Record<string, readonly string[]>> = {
    darwin: ["open", address],
    win32: ["cmd", "/c", "start", "", address.replaceAll("&", "^&")],
  };
  const [command = "", ...args] = commands[platform] ?? ["xdg-open", address];
  const child = spawn(command, args, { detached: true, stdio: "ignore" });
  child.on("error", () => undefined);
  child.unref();
}
