/** The report as one HTML file: data, program and styles inside, nothing loaded from anywhere. */
import type { ReportData } from "./report-data.js";

const STYLE = `
  :root { color-scheme: light dark; --line: #8884; --used: #2a9d5c; --cached: #d9a406; --free: #8883; --text: #222; }
  @media (prefers-color-scheme: dark) { :root { --text: #ddd; } body { background: #16181c; } }
  body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); max-width: 1080px; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; margin: 0 0 0.25rem; } h2 { font-size: 1.1rem; margin: 2.25rem 0 0.5rem; }
  p { margin: 0.25rem 0; } .dim { opacity: 0.7; } .u-legend { text-align: left !important; font-size: 13px; }
  table { border-collapse: collapse; font-size: 14px; } td, th { padding: 0.15rem 0.9rem 0.15rem 0; text-align: right; }
  td:last-child, th:last-child, td:first-child, th:first-child { text-align: left; } th { font-weight: 600; opacity: 0.7; } .bars td { white-space: nowrap; }
  tbody tr { border-top: 1px solid var(--line); } code { font: 13px ui-monospace, monospace; }
  canvas.map { width: 100%; height: auto; display: block; border: 1px solid var(--line); image-rendering: pixelated; }
  input[type="range"] { width: 100%; } .grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr)); gap: 0 2rem; }
  .bars td.bar { width: 14rem; padding: 0; } .bars td.bar div { height: 0.8rem; background: var(--used); border-radius: 2px; }
  .key span { display: inline-block; width: 0.8rem; height: 0.8rem; margin: 0 0.3rem 0 0.9rem; vertical-align: -1px; }
`;

/** @param client the page's program. */
export function reportPage(data: ReportData, client: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(data.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main id="report"></main>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>
<script>${client.replaceAll("</script", "<\\/script")}</script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
