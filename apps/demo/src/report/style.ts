/** How the page looks: the colours of memory are those of the project's other pictures, light and dark. */
export const STYLE = `
  :root {
    color-scheme: light;
    --text: #1b2330; --soft: #4c586a; --surface: #f5f7fa; --card: #ffffff; --line: #d3dae3; --accent: #0f5cc0;
    --used: #2f6db5; --cached: #b97f00; --free: #d5ecdd; --real: #7a8799; --fragmentation: #b3261e; --unused: #7b4fb0;
    --map-used: #2f6db5; --map-cached: #f0b429; --map-free: #bfe3cc; --map-nothing: #eef1f5;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      color-scheme: dark;
      --text: #e6ebf2; --soft: #a9b5c6; --surface: #14181f; --card: #1c222c; --line: #343e4d; --accent: #7fb2ff;
      --used: #6ea8ec; --cached: #e8b13a; --free: #1f3a2d; --real: #93a1b5; --fragmentation: #ff9a92; --unused: #c3a3ee;
      --map-used: #6ea8ec; --map-cached: #e8b13a; --map-free: #2c5542; --map-nothing: #232a35;
    }
  }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--surface); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
  main { max-width: 1180px; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
  h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
  h2 { font-size: 1.05rem; margin: 0 0 0.15rem; }
  p { margin: 0.15rem 0; } .soft { color: var(--soft); font-size: 0.9rem; }
  .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.15rem; margin-top: 1rem; min-width: 0; }
  .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.75rem; margin-top: 1.25rem; }
  .tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0.7rem 0.9rem; }
  .tile b { display: block; font-size: 1.35rem; line-height: 1.3; font-weight: 650; font-variant-numeric: tabular-nums; }
  .tile span { color: var(--soft); font-size: 0.85rem; }
  .grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 1rem; align-items: start; }
  .chart { margin-top: 0.5rem; } .uplot, .u-wrap { max-width: 100%; }
  .uplot .u-legend { text-align: left; font-size: 0.85rem; margin: 0.25rem 0 0; width: auto; } .uplot .u-legend tr { border: 0; }
  .uplot .u-legend th { font-weight: 400; color: var(--soft); } .uplot .u-legend td { font-variant-numeric: tabular-nums; min-width: 4.5rem; text-align: left; }
  .uplot .u-legend .u-marker { border-radius: 3px; border-width: 2px; }
  .moment { display: flex; gap: 0.75rem; align-items: center; margin-top: 0.75rem; }
  .moment input { flex: 1; min-width: 0; accent-color: var(--accent); height: 1.5rem; }
  button { font: inherit; color: var(--text); background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 0.25rem 0.9rem; cursor: pointer; min-width: 5rem; }
  button:hover { border-color: var(--accent); } :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  .figures { display: flex; flex-wrap: wrap; gap: 0.15rem 1.5rem; margin: 0.5rem 0 0.6rem; font-variant-numeric: tabular-nums; }
  .figures span { color: var(--soft); margin-right: 0.35rem; }
  canvas.map { width: 100%; height: auto; display: block; border-radius: 6px; image-rendering: pixelated; }
  .key { display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; align-items: center; margin-top: 0.5rem; }
  .key i { display: inline-block; width: 0.8rem; height: 0.8rem; margin-right: 0.4rem; border-radius: 3px; vertical-align: -1px; }
  table { border-collapse: collapse; width: 100%; font-size: 0.88rem; font-variant-numeric: tabular-nums; margin-top: 0.5rem; }
  th { font-weight: 500; color: var(--soft); } td, th { padding: 0.18rem 0.9rem 0.18rem 0; text-align: right; white-space: nowrap; }
  tbody tr { border-top: 1px solid var(--line); }
  td.wide, th.wide { width: 100%; text-align: left; white-space: normal; overflow-wrap: anywhere; padding-right: 0; }
  .bar { height: 0.75rem; background: var(--used); border-radius: 3px; min-width: 1px; }
  .outer { color: var(--soft); font-size: 0.82rem; }
  svg { display: block; width: 100%; height: auto; margin-top: 0.5rem; } svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
  svg .rate { fill: var(--used); } svg .asked { fill: var(--cached); } svg line { stroke: var(--line); } svg g.bucket:hover rect { opacity: 0.7; }
  details { margin-top: 0.5rem; } summary { cursor: pointer; color: var(--accent); font-size: 0.9rem; } .scroll { max-height: 24rem; overflow: auto; }
  .sideways { overflow-x: auto; } .scroll .sideways { overflow-x: visible; }
  dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 0.5rem 1.5rem; margin: 0.5rem 0 0; }
  dt { color: var(--soft); font-size: 0.85rem; } dd { margin: 0; }
  @media (max-width: 600px) { main { padding: 1.25rem 0.75rem 3rem; } .card { padding: 0.8rem; } td, th { padding-right: 0.6rem; } }
  @media print { body { background: none; } .card, .tile { break-inside: avoid; } button { display: none; } }
`;
