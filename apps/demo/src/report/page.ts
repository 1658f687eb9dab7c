/** The report as one HTML file: data, program and styles inside, nothing loaded from anywhere. */
import type { ReportData } from "./report-data.js";
import { STYLE } from "./style.js";

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
