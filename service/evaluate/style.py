"""The report's style sheet. The report stands alone, so it carries its own; it follows the reader's light or dark."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: light-dark(#fcfbf8, #191817); --raised: light-dark(#ffffff, #211f1d);
  --ink: light-dark(#1f1c19, #ece8e1); --soft: light-dark(#625b53, #aca499);
  --line: light-dark(#e3ded5, #38342f);
  --ours: light-dark(#8a2f1d, #f0a58f); --third: light-dark(#e3bdb2, #6b4337);
  --plain: light-dark(#3d6a8a, #8fbcdb); --silent: light-dark(#6f7f3c, #b5c47c);
  font: 100%/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif;
}
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 2rem clamp(1rem, 4vw, 2.5rem) 4rem; background: var(--paper);
  color: var(--ink); overflow-wrap: break-word; }
h1, h2 { font: 400 1.4rem/1.25 "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Liberation Serif", serif; }
h1 { margin: 0 0 0.25rem; font-size: 2rem; }
h2 { margin: 2.75rem 0 0.5rem; }
p { max-width: 44rem; margin: 0.25rem 0 0.75rem; }
.soft, figcaption { color: var(--soft); font-size: 0.9375rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem; margin: 1.5rem 0 0; }
.tiles div { padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--raised); }
.tiles dt { color: var(--soft); font-size: 0.875rem; line-height: 1.35; }
.tiles dd { margin: 0 0 0.15rem; font-size: 1.7rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tiles div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.scroll { overflow-x: auto; margin-bottom: 0.75rem; }
.wide svg { min-width: 40rem; }
table { border-collapse: collapse; font-size: 0.9375rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.35rem 0.9rem 0.35rem 0; border-bottom: 1px solid var(--line); text-align: right;
  white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
thead th { color: var(--soft); font-weight: 500; vertical-align: bottom; }
tbody th { font-weight: 400; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0 2.5rem; }
figure { margin: 0; min-width: 0; }
svg { display: block; width: 100%; height: auto; overflow: visible; font-size: 12.5px; fill: var(--soft); }
svg .grid line { stroke: var(--line); }
svg .axis { fill: var(--ink); }
svg .name { fill: var(--ink); font-size: 14px; }
svg .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
svg .curve.ours { stroke: var(--ours); }
svg .curve.plain { stroke: var(--plain); stroke-dasharray: 5 4; }
svg circle.ours { fill: var(--ours); stroke: var(--paper); stroke-width: 2; }
svg .ideal { fill: none; stroke: var(--soft); stroke-dasharray: 2 4; }
svg .whisker { stroke: var(--ours); opacity: 0.45; stroke-width: 1.5; }
svg .bar.ours { fill: var(--ours); }
svg .bar.third { fill: var(--third); }
svg .bar.silent { fill: var(--silent); }
svg .bar.rest { fill: var(--line); }
svg .tick { stroke: var(--plain); stroke-width: 3; }
.key { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.25rem 0 0.5rem; padding: 0; list-style: none;
  color: var(--soft); font-size: 0.875rem; }
.key span { display: inline-block; width: 1.1rem; height: 0.6rem; margin-right: 0.4rem; border-radius: 2px; }
.key .ours { background: var(--ours); }
.key .third { background: var(--third); }
.key .silent { background: var(--silent); }
.key .plain { background: var(--plain); }
.key .dot { width: 0.75rem; height: 0.75rem; border-radius: 50%; background: var(--ours); vertical-align: -0.08rem; }
.key .dots { height: 0; border-top: 2px dotted var(--soft); border-radius: 0; vertical-align: 0.25rem; }
.key .dashes { height: 0; border-top: 2px dashed var(--plain); border-radius: 0; vertical-align: 0.25rem; }
.key .stroke { height: 0; border-top: 2px solid var(--ours); border-radius: 0; vertical-align: 0.25rem; }
details { border-bottom: 1px solid var(--line); }
summary { padding: 0.5rem 0; cursor: pointer; }
:focus-visible { outline: 2px solid var(--ours); outline-offset: 2px; border-radius: 2px; }
.misses { margin: 0 0 1rem; padding: 0 0 0 1.1rem; list-style: none; }
.misses li { margin: 0 0 0.9rem; }
.misses .asked { font-weight: 600; }
.misses q { quotes: none; }
.misses .said { display: block; margin: 0.1rem 0; padding-left: 0.75rem; border-left: 2px solid var(--line);
  white-space: pre-line; }
@media print { details > * { display: block; } }
"""
