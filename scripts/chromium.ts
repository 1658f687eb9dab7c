/** Chromium as the system has it: nothing is downloaded, and it talks to nobody of its own accord. */
export const CHROMIUM: { readonly executablePath: string; readonly args: string[] } = {
  executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
