/** Serves the files of a built page, and one trace beside them. */
import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";

/** A trace that the page may fetch. */
export interface ServedTrace {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".gz": "application/gzip",
};

/** What every answer says: the page is its own world, which it must be to have shared memory, and loads nothing else. */
const HEADERS: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-cache",
};

/** The files of a folder by the path that a page asks for, such as `/assets/index.js`; none when it is not there. */
export async function pageFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [`/${relative(folder, file).split(sep).join("/")}`, file]));
}

/** A server of nothing but these files and this trace, which lies at `/open/NAME`. */
export function labServer(files: ReadonlyMap<string, string>, trace: ServedTrace | null): Server {
  const opened = trace && `/open/${encodeURIComponent(trace.name)}`;
  return createServer((request, response) => {
    answer(request, files, opened, trace).then(
      ({ status, type, body }) => send(request, response, status, type, body),
      () => send(request, response, 500, "text/plain", new Uint8Array()),
    );
  });
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
}

const NOTHING: Answer = { status: 404, type: "text/plain", body: new TextEncoder().encode("there is nothing here\n") };

async function answer(
  request: IncomingMessage,
  files: ReadonlyMap<string, string>,
  opened: string | null,
  trace: ServedTrace | null,
): Promise<Answer> {
  // another page, whose name has been bound to this machine, has no business here
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? "")) return { ...NOTHING, status: 403 };
  if (request.method !== "GET" && request.method !== "HEAD") return { ...NOTHING, status: 405 };
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (trace && path === opened) return { status: 200, type: "application/octet-stream", body: trace.bytes };
  const file = files.get(path === "/" ? "/index.html" : path);
  if (file === undefined) return NOTHING;
  return { status: 200, type: TYPES[extname(file)] ?? "application/octet-stream", body: await readFile(file) };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: Uint8Array,
): void {
  response.writeHead(status, { ...HEADERS, "Content-Type": type, "Content-Length": body.byteLength });
  response.end(request.method === "HEAD" ? undefined : body);
}
